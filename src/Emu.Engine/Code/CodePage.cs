using System.Numerics;
using System.Runtime.InteropServices;
using Emu.Translate.Abi;

namespace Emu.Engine.Code;

/// <summary>The decoded blocks of one physical page, hashed by their offset in it. Native memory, one set a
/// CPU.</summary>
/// <remarks>Invariant of the unsafe code: a page and the blocks in its buckets lie in the <see cref="BlockArena"/> of
/// one CPU, which alone follows the pointers, until the arena is reset. <see cref="Host"/> is a whole page of a memory
/// region, which stays mapped as long as the address map; user mode forgets a page before the program can use other
/// memory at its address. Indexes of buckets and sets are taken modulo their number.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CodePage
{
    public const int BucketCount = 64;

    /// <summary>Physical address of the page.</summary>
    public ulong Address;

    /// <summary>Host address of the page's bytes.</summary>
    public byte* Host;

    /// <summary>Whether the CPU is registered as a holder of the page's code
    /// (<see cref="CodeTracker.AddHolder"/>).</summary>
    public bool IsHolder;

    /// <summary>Whether the page's mapping permitted stores when it was last fetched from.</summary>
    public bool IsWritable;

    /// <summary>Whether a store of this process may change its bytes while code of it runs; known once
    /// <see cref="IsHolder"/>.</summary>
    public bool IsVolatile;

    /// <summary>User mode, while the page is not guarded: how many further entries of its blocks compare the bytes that
    /// they were decoded from, before it is guarded again; 0 while it is guarded.</summary>
    public int Checks;

    /// <summary>How often translations of the page hardly ran before its bytes were changed, less one for each time
    /// that they ran enough: see waste in docs/glossary.md.</summary>
    public byte Waste;

    private fixed ulong buckets[BucketCount];

    // A bit for each set of the jump cache that may know blocks of this page.
    private fixed ulong jumpSets[JumpTable.PageSets / 64];

    /// <summary>Notes that the jump cache may know, by a virtual address, blocks of this page or blocks that reach into
    /// it.</summary>
    public static void AddJumpSet(CodePage* page, ulong address)
    {
        int set = JumpCache.SetOf(address);
        page->jumpSets[set / 64] |= 1ul << (set % 64);
    }

    /// <summary>Makes the jump cache forget the blocks of this page, and those that reach into it.</summary>
    public static void ClearJumps(CodePage* page, JumpCache jumps)
    {
        for (int i = 0; i < JumpTable.PageSets / 64; i++)
        {
            for (ulong sets = page->jumpSets[i]; sets != 0; sets &= sets - 1)
                jumps.ClearSet((i * 64) + BitOperations.TrailingZeroCount(sets));
            page->jumpSets[i] = 0;
        }
    }

    /// <summary>Head of the list that holds the blocks starting at <paramref name="pageOffset"/>.</summary>
    public static Block** Bucket(CodePage* page, uint pageOffset) =>
        (Block**)page->buckets + ((pageOffset >> 1) % BucketCount);

    /// <summary>The block that starts at an offset in the page, or null.</summary>
    public static Block* Find(CodePage* page, uint pageOffset)
    {
        Block* block = *Bucket(page, pageOffset);
        while (block != null && block->PageOffset != pageOffset) block = block->NextInBucket;
        return block;
    }

    public static void Add(CodePage* page, Block* block)
    {
        Block** bucket = Bucket(page, block->PageOffset);
        block->NextInBucket = *bucket;
        *bucket = block;
    }

    /// <summary>Forgets one block, which is of the page.</summary>
    public static void Remove(CodePage* page, Block* block)
    {
        Block** link = Bucket(page, block->PageOffset);
        while (*link != block) link = &(*link)->NextInBucket;
        *link = block->NextInBucket;
    }

    /// <summary>Adds the page's blocks to a list, in no order.</summary>
    public static void AddTo(CodePage* page, List<nint> blocks)
    {
        foreach (ulong bucket in new ReadOnlySpan<ulong>(page->buckets, BucketCount))
            for (var block = (Block*)bucket; block != null; block = block->NextInBucket)
                blocks.Add((nint)block);
    }

    /// <summary>Forgets all blocks; their memory is reclaimed with the arena.</summary>
    public static void Clear(CodePage* page) => new Span<ulong>(page->buckets, BucketCount).Clear();
}
