using Flow = Emu.Isa.Flow;

namespace Emu.Engine.Translator;

/// <summary>Which instructions of a page become a region: those that are reached from its entry within the page and are
/// known to run, the hottest first.</summary>
internal sealed class RegionShape
{
    private readonly RegionSource source;
    private readonly int limit;
    private readonly Dictionary<int, ulong> heads = [];
    private readonly SortedDictionary<int, GuestInstruction> instructions = [];
    private readonly SortedSet<int> leaders = [];
    private readonly HashSet<int> entries = [];
    private readonly PriorityQueue<int, (ulong Coldness, int Offset)> open = new();
    private readonly SortedDictionary<int, GuestBlock> blocks = [];

    private RegionShape(RegionSource source, int limit)
    {
        this.source = source;
        this.limit = limit;
        foreach (BlockHeat block in source.Blocks) heads[block.Offset] = block.Executions;
        heads.TryAdd(source.Entry, 0);
    }

    /// <summary>The blocks, ascending by offset.</summary>
    public IReadOnlyCollection<GuestBlock> Blocks => blocks.Values;

    /// <summary>Guest instructions in all blocks.</summary>
    public int InstructionCount => instructions.Count;

    /// <summary>A bit for each 64-byte line of the page that instructions were decoded from.</summary>
    public ulong Lines { get; private set; }

    /// <summary>Page offsets of the entries, ascending.</summary>
    public ushort[] Entries => [.. Blocks.Where(block => block.IsEntry).Select(block => (ushort)block.Offset)];

    /// <summary>
    /// The region around the source's entry; null when its first instruction cannot be translated.
    /// </summary>
    /// <param name="source">The page and what ran there.</param>
    /// <param name="limit">Most instructions.</param>
    public static RegionShape? Grow(RegionSource source, int limit)
    {
        RegionShape shape = new(source, limit);
        if (!shape.TryDecode(source.Entry, out GuestInstruction first) || first.IsUntranslatable) return null;
        shape.Enter(source.Entry);
        while (shape.open.TryDequeue(out int head, out _)) shape.Follow(head);
        shape.Split();
        return shape;
    }

    /// <summary>The block that begins at an offset from the page's start, or null.</summary>
    public GuestBlock? Find(int offset) => blocks.GetValueOrDefault(offset);

    /// <summary>How often the block at an offset was executed; 0 when that is not known.</summary>
    public ulong Heat(int offset) => heads.GetValueOrDefault(offset);

    /// <summary>A block at the offset was executed.</summary>
    public bool IsKnownToRun(int offset) => heads.ContainsKey(offset);

    private void Enter(int offset)
    {
        if (Continue(offset)) entries.Add(offset);
    }

    // Goes on at a place if it is known to run.
    private bool Continue(int offset)
    {
        if (!heads.TryGetValue(offset, out ulong heat)) return false;
        open.Enqueue(offset, (ulong.MaxValue - heat, offset));
        return true;
    }

    private void Follow(int head)
    {
        leaders.Add(head);
        int offset = head;
        while (!instructions.ContainsKey(offset))
        {
            if (instructions.Count == limit || !TryDecode(offset, out GuestInstruction instruction)) return;
            instructions.Add(offset, instruction);
            Lines |= instruction.Lines;
            offset = instruction.End;
            if (instruction.Flow == Flow.Next) continue;
            FollowEnd(instruction);
            return;
        }

        leaders.Add(offset);
    }

    private void FollowEnd(GuestInstruction last)
    {
        int target = last.Offset + last.Decoded.Immediate;
        switch (last.Flow)
        {
            case Flow.Branch:
                Continue(target);
                Continue(last.End);
                break;
            case Flow.System:
                Enter(last.End);
                break;
            default:
                if (last.IsCall) Enter(last.End);
                else if (last.Flow == Flow.Jump) Continue(target);
                break;
        }
    }

    private bool TryDecode(int offset, out GuestInstruction instruction) =>
        GuestInstruction.TryDecode(source.Page, offset, source.Extensions, out instruction);

    private void Split()
    {
        foreach (int leader in leaders)
        {
            if (!instructions.TryGetValue(leader, out GuestInstruction instruction)) continue;
            GuestBlock block = new(leader) { IsEntry = entries.Contains(leader) };
            block.Instructions.Add(instruction);
            while (instruction.Flow == Flow.Next && !leaders.Contains(instruction.End) &&
                   instructions.TryGetValue(instruction.End, out instruction))
                block.Instructions.Add(instruction);
            blocks.Add(leader, block);
        }

        // A loop is left at its head when something is requested of the hart, and is entered there again.
        foreach (GuestBlock block in blocks.Values)
        {
            GuestInstruction last = block.Instructions[^1];
            int target = last.Offset + last.Decoded.Immediate;
            if (last.Flow is Flow.Branch or Flow.Jump && target <= block.Offset && Find(target) is { } head)
                head.IsEntry = true;
        }
    }
}
