using System.Numerics;
using Emu.CacheFormat;
using Emu.Isa;

namespace Emu.Translate.Regions;

/// <summary>Which instructions become a region: those that are reached from its entry within the page and its neighbours
/// and are known to run, the hottest first.</summary>
internal sealed class RegionShape
{
    private readonly RegionSource source;
    private readonly int limit;
    private readonly Dictionary<int, ulong> heads = [];
    private readonly SortedDictionary<int, GuestInstruction> instructions = [];
    private readonly SortedSet<int> leaders = [];
    private readonly HashSet<int> entries = [];

    // By the distance of the page, the parcels that instructions were decoded from, line by line.
    private readonly Dictionary<int, uint[]> used = [];
    private readonly PriorityQueue<int, (ulong Coldness, int Offset)> open = new();
    private readonly SortedDictionary<int, GuestBlock> blocks = [];

    private RegionShape(RegionSource source, int limit)
    {
        this.source = source;
        this.limit = limit;
        AddHeads(0, source.Blocks);
        foreach (NeighbourPage neighbour in source.Neighbours)
            AddHeads(neighbour.Distance * RegionSource.PageSize, neighbour.Blocks);
        heads.TryAdd(source.Entry, 0);
    }

    /// <inheritdoc cref="RegionSource.LooksAfterStores"/>
    public bool LooksAfterStores => source.LooksAfterStores;

    /// <summary>How the code decodes.</summary>
    public GuestIsa Isa => source.Isa;

    /// <summary>The blocks, ascending by offset.</summary>
    public IReadOnlyCollection<GuestBlock> Blocks => blocks.Values;

    /// <summary>Guest instructions in all blocks.</summary>
    public int InstructionCount => instructions.Count;

    /// <summary>What of the page instructions were decoded from.</summary>
    public GuestLines Source => GuestLines.Of(source.Page, used[0]);

    /// <summary>The other pages that instructions were decoded from, with what of them that was, ascending by
    /// distance.</summary>
    public NeighbourPage[] Neighbours =>
    [
        .. source.Neighbours.Where(each => used.ContainsKey(each.Distance)).OrderBy(each => each.Distance)
            .Select(each => each with { Source = GuestLines.Of(each.Page, used[each.Distance]) }),
    ];

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
        shape.ForgetUnused();
        shape.Split();
        return shape;
    }

    /// <summary>The block that begins at an offset from the page's start, or null.</summary>
    public GuestBlock? Find(int offset) => blocks.GetValueOrDefault(offset);

    /// <summary>How often the block at an offset was executed; 0 when that is not known.</summary>
    public ulong Heat(int offset) => heads.GetValueOrDefault(offset);

    /// <summary>A block at the offset was executed.</summary>
    public bool IsKnownToRun(int offset) => heads.ContainsKey(offset);

    private void AddHeads(int start, IReadOnlyList<BlockHeat> blocks)
    {
        foreach (BlockHeat block in blocks) heads[start + block.Offset] = block.Executions;
    }

    // A neighbour is entered in a region of its own.
    private void Enter(int offset)
    {
        if (IsInPage(offset) && Continue(offset)) entries.Add(offset);
    }

    private static bool IsInPage(int offset) => offset is >= 0 and < RegionSource.PageSize;

    private static int DistanceOf(int offset) => offset >> BitOperations.Log2(RegionSource.PageSize);

    // Adds the block at a place, and what it leads to, if it is known to run.
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
            Use(offset, instruction.End);
            offset = instruction.End;
            if (instruction.Flow == Flow.Next) continue;
            FollowEnd(instruction);
            return;
        }

        leaders.Add(offset);
    }

    // The bytes of an instruction, which may end in another page than it begins in.
    private void Use(int start, int end)
    {
        for (int distance = DistanceOf(start); distance <= DistanceOf(end - 1); distance++)
        {
            int page = distance * RegionSource.PageSize;
            if (!used.TryGetValue(distance, out uint[]? parcels)) used[distance] = parcels = new uint[GuestLines.LineCount];
            GuestLines.Mark(parcels, Math.Max(start - page, 0), Math.Min(end - page, RegionSource.PageSize));
        }
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
                bool follows = last.Flow == Flow.Jump && Continue(target);
                if (!last.IsCall) break;
                if (IsInPage(last.End)) Enter(last.End);
                else if (follows) Continue(last.End);
                break;
        }
    }

    // The same region must come out when only the neighbours that it reaches are known.
    private void ForgetUnused()
    {
        foreach (int head in heads.Keys)
            if (!IsInPage(head) && !used.ContainsKey(DistanceOf(head))) heads.Remove(head);
    }

    private bool TryDecode(int offset, out GuestInstruction instruction)
    {
        instruction = default;
        if (PageAt(offset) is not { } page) return false;
        int place = offset & (RegionSource.PageSize - 1);
        ReadOnlySpan<byte> code = page.AsSpan(place);
        if (source.Isa.Decode(code, out DecodedInstruction decoded) == 0)
        {
            if (PageAt(offset + code.Length) is not { } next)
            {
                // That it ends the region here is what its first bytes say.
                Use(offset, offset + code.Length);
                return false;
            }

            byte[] both = [.. code, .. next.AsSpan(0, source.Isa.Architecture.LongestInstruction)];
            if (source.Isa.Decode(both, out decoded) == 0) return false;
        }

        instruction = new GuestInstruction(decoded, source.Isa.Architecture.FactsOf(decoded), offset);
        return true;
    }

    // The page that a place is in, if it may be reached into.
    private byte[]? PageAt(int offset)
    {
        int distance = DistanceOf(offset);
        return distance == 0 ? source.Page
            : source.Neighbours.FirstOrDefault(each => each.Distance == distance)?.Page;
    }

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

        // A loop is left at its head when something is requested of the CPU, and is entered there again.
        foreach (GuestBlock block in blocks.Values)
        {
            GuestInstruction last = block.Last;
            int target = last.Offset + last.Decoded.Immediate;
            if (last.Flow is not (Flow.Branch or Flow.Jump) || target > block.Offset || Find(target) is not { } head)
                continue;
            head.IsEntry = IsInPage(target);
            head.LoopEnd = block;
        }
    }
}
