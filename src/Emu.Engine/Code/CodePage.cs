using System.Numerics;
using System.Runtime.InteropServices;
using Emu.Translate.Abi;

namespace Emu.Engine.Code;

/// <summary>The decoded blocks of one physical page, hashed by their offset in it. Native memory, one set a
/// CPU.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CodePage
{
    public const int BucketCount = 64;

    /// <summary>Physical address of the page.</summary>
    public ulong Address;

    /// <summary>Host address of the page's bytes.</summary>
    public byte* Host;

    /// <summary>The CPU is registered as a holder of the page's code.</summary>
    public bool IsHolder;

    /// <summary>When it was last fetched from, the guest could store to it without another walk.</summary>
    public bool IsWritable;

    /// <summary>Some store of this process may change its bytes while code of it runs; known once it is held.</summary>
    public bool IsVolatile;

    /// <summary>User mode: entries of its blocks for which nobody tells of changes, so that each compares the bytes that it
    /// was decoded from; 0 otherwise.</summary>
    public int Checks;

    /// <summary>Times that translations of the page had little use before its bytes were changed, fewer where they
    /// had.</summary>
    public byte Waste;

    private fixed ulong buckets[BucketCount];

    // A bit a set of the jump cache.
    private fixed ulong jumpSets[JumpTable.PageSets / 64];

    /// <summary>The jump cache may know blocks of this page, or that reach into it, by a virtual address.</summary>
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
