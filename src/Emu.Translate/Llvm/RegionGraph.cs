using System.Runtime.InteropServices;
using Emu.Llvm;
using Emu.Translate.Llvm.Passes;
using Emu.Translate.Regions;

namespace Emu.Translate.Llvm;

/// <summary>The blocks of a region while its function is written, and the ways between them. A way that is first taken may
/// make code of its own: a preheader, a look for requests, an exit.</summary>
internal sealed class RegionGraph
{
    // The most places behind calls of a function that its return address is compared with before the jump cache is
    // asked.
    private const int MostReturns = 4;

    private readonly RegionFrame frame;
    private readonly RegionShape shape;
    private readonly List<FlowBlock> blocks = [];
    private readonly Dictionary<int, FlowBlock> blockAt = [];
    private readonly Dictionary<FlowBlock, FlowBlock> preheaders = [];
    private readonly Dictionary<GuestBlock, HashSet<GuestBlock>> returns;

    // By offset: what forms of the blocks assume, and the nodes of those forms.
    private readonly Dictionary<int, Assumption> assumptions = [];
    private readonly Dictionary<int, FlowBlock> assumingAt = [];

    /// <summary>Adds an empty block of code to the function for each block of the shape.</summary>
    public RegionGraph(RegionFrame frame, RegionShape shape, RegionExits exits)
    {
        this.frame = frame;
        this.shape = shape;
        Exits = exits;
        returns = FunctionReturns.Find(shape);
        foreach (GuestBlock each in shape.Blocks)
        {
            FlowBlock block = new(each.Offset) { Code = frame.Ir.NewBlock(), LoopEnd = each.LoopEnd?.Offset };
            blocks.Add(block);
            blockAt.Add(each.Offset, block);
        }
    }

    /// <summary>The blocks of the shape in its order, then preheaders and forms that assume something.</summary>
    public IReadOnlyList<FlowBlock> Blocks => blocks;

    /// <summary>The preheaders that have been made, with the heads of their loops.</summary>
    public IReadOnlyDictionary<FlowBlock, FlowBlock> Preheaders => preheaders;

    /// <summary>The ways out.</summary>
    public RegionExits Exits { get; }

    /// <summary>The node of a block of the shape, in its plain form.</summary>
    public FlowBlock Of(GuestBlock block) => blockAt[block.Offset];

    /// <summary>The node of a block of the shape in one of its forms, or in its plain form while there is no other.</summary>
    public FlowBlock Of(GuestBlock block, bool isPlain) =>
        !isPlain && assumingAt.TryGetValue(block.Offset, out FlowBlock? assuming) ? assuming : Of(block);

    /// <summary>Whether a block has to be written in its other form too.</summary>
    public bool NeedsSecond(GuestBlock block)
    {
        Assumption assumption = AssumptionOf(block.Offset);
        bool isPlain = !assumption.IsFirstPlain;
        return assumption.NeedsSecond && (Of(block, isPlain).IsReached || (isPlain && block.IsEntry));
    }

    /// <summary>What the forms of a block assume.</summary>
    public ref Assumption AssumptionOf(int offset) =>
        ref CollectionsMarshal.GetValueRefOrAddDefault(assumptions, offset, out _);

    /// <summary>How often the block at an offset was executed; 0 when that is not known.</summary>
    public ulong Heat(int offset) => shape.Heat(offset);

    /// <summary>Where a block that returns from a function probably leads to, the hottest places first.</summary>
    public IEnumerable<int> ReturnsOf(GuestBlock block) => !returns.TryGetValue(block, out HashSet<GuestBlock>? found)
        ? []
        : found.Select(each => each.Offset).OrderByDescending(shape.Heat).Take(MostReturns);

    /// <summary>The code that a block's end branches to for a guest target. Moves the builder.</summary>
    /// <param name="source">The block.</param>
    /// <param name="offset">The target, as an offset from the page's start.</param>
    /// <param name="hasStored">The block has stored to memory, and so may have changed code.</param>
    public LLVMBasicBlockRef Edge(FlowBlock source, int offset, bool hasStored)
    {
        if (!blockAt.TryGetValue(offset, out FlowBlock? target)) return Exits.Add(RegionExitKind.Jump, source, offset);
        if (frame.File.Discriminant >= 0 && AssumptionOf(offset).HoldsWith(source.DiscriminantAtEnd))
            target = AssumingOf(target);
        target.IsReached = true;
        bool isForward = target.Offset > source.Offset;
        if (isForward && frame.IsExact && target.LoopEnd is not null) target = PreheaderOf(target);
        source.Successors.Add(target);
        if (isForward && !(hasStored && shape.LooksAfterStores)) return target.Code;
        LLVMBasicBlockRef check = frame.Ir.NewBlock();
        LLVMBasicBlockRef requested = Exits.Add(RegionExitKind.Leave, source, offset);
        frame.Builder.PositionAtEnd(check);
        frame.Ir.BranchLikely(frame.NothingIsRequested(), target.Code, requested);
        return check;
    }

    private FlowBlock AssumingOf(FlowBlock plain)
    {
        if (assumingAt.TryGetValue(plain.Offset, out FlowBlock? made)) return made;
        made = new FlowBlock(plain.Offset) { Code = frame.Ir.NewBlock(), LoopEnd = plain.LoopEnd, IsPlain = false };
        assumingAt.Add(plain.Offset, made);
        blocks.Add(made);
        return made;
    }

    // The block before a loop that may have a restart point, so that those inside need not save what was written
    // earlier.
    private FlowBlock PreheaderOf(FlowBlock head)
    {
        if (preheaders.TryGetValue(head, out FlowBlock? made)) return made;
        made = new FlowBlock(head.Offset) { Code = frame.Ir.NewBlock() };
        made.Successors.Add(head);
        preheaders.Add(head, made);
        blocks.Add(made);
        frame.Builder.PositionAtEnd(made.Code);
        frame.Builder.BuildBr(head.Code);
        return made;
    }
}
