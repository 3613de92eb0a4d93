using System.Numerics;
using Emu.Core.Memory;
using Emu.Translate.Abi;

namespace Emu.Engine.Code;

/// <summary>
/// One physical page of code as one CPU knows it: the blocks decoded from it, by their offset, and the translated code
/// attached to them. Used on the CPU's own thread.
/// </summary>
/// <remarks>Invariant of the unsafe code: the blocks lie in the <see cref="BlockArena"/> of the CPU, which is reset only
/// when its pages have been dropped. <see cref="Host"/> is a whole page of a memory region, which stays mapped as long
/// as the address map; user mode forgets a page before the program can use other memory at its address. Indexes of
/// buckets and sets are taken modulo their number.</remarks>
internal sealed unsafe class CodePage(ulong address, byte* host)
{
    private const int BucketCount = 128;

    private readonly nint[] buckets = new nint[BucketCount];

    // A bit for each set of the jump cache that may know blocks of this page.
    private readonly ulong[] jumpSets = new ulong[JumpTable.PageSets / 64];

    private readonly byte* host = host;

    /// <summary>Physical address of the page.</summary>
    public ulong Address { get; } = address;

    /// <summary>Host address of the page's bytes.</summary>
    public byte* Host => host;

    /// <summary>The page's bytes, which other threads may change at any time.</summary>
    public ReadOnlySpan<byte> Bytes => new(host, (int)AddressMap.PageSize);

    /// <summary>Whether the CPU is registered as a holder of the page's code
    /// (<see cref="CodeTracker.AddHolder"/>).</summary>
    public bool IsHolder { get; set; }

    /// <summary>Whether the page's mapping permitted stores when it was last fetched from.</summary>
    public bool IsWritable { get; set; }

    /// <summary>Whether a store of this process may change its bytes while code of it runs; known once
    /// <see cref="IsHolder"/>.</summary>
    public bool IsVolatile { get; set; }

    /// <summary>User mode, while the page is not guarded: how many further entries of its blocks compare the bytes that
    /// they were decoded from, before it is guarded again; 0 while it is guarded.</summary>
    public int Checks { get; set; }

    /// <summary>How often translations of the page hardly ran before its bytes were changed, less one for each time
    /// that they ran enough: see waste in docs/glossary.md.</summary>
    public byte Waste { get; set; }

    /// <summary>The page's translated code; null until some is looked for.</summary>
    public AttachedCode? Attached { get; set; }

    /// <summary>The block that starts at an offset in the page, or null.</summary>
    public Block* Find(uint pageOffset)
    {
        var block = (Block*)Bucket(pageOffset);
        while (block != null && block->PageOffset != pageOffset) block = block->NextInBucket;
        return block;
    }

    /// <summary>Adds a block that has just been decoded from the page.</summary>
    public void Add(Block* block)
    {
        ref nint bucket = ref Bucket(block->PageOffset);
        block->NextInBucket = (Block*)bucket;
        bucket = (nint)block;
    }

    /// <summary>Forgets one block, which is of the page.</summary>
    public void Remove(Block* block)
    {
        ref nint bucket = ref Bucket(block->PageOffset);
        if (bucket == (nint)block)
        {
            bucket = (nint)block->NextInBucket;
            return;
        }

        var before = (Block*)bucket;
        while (before->NextInBucket != block) before = before->NextInBucket;
        before->NextInBucket = block->NextInBucket;
    }

    /// <summary>Replaces the content of a list by the page's blocks, in no order.</summary>
    public void CopyBlocksTo(List<nint> blocks)
    {
        blocks.Clear();
        foreach (nint bucket in buckets)
            for (var block = (Block*)bucket; block != null; block = block->NextInBucket)
                blocks.Add((nint)block);
    }

    /// <summary>Forgets all blocks; their memory is reclaimed with the arena.</summary>
    public void ForgetBlocks() => Array.Clear(buckets);

    /// <summary>Notes that the jump cache may know, by a virtual address, blocks of this page or blocks that reach into
    /// it.</summary>
    public void NoteJump(ulong target)
    {
        int set = JumpCache.SetOf(target);
        jumpSets[set / 64] |= 1ul << (set % 64);
    }

    /// <summary>Makes the jump cache forget the blocks of this page, and those that reach into it.</summary>
    public void ForgetJumps(JumpCache jumps)
    {
        for (int i = 0; i < jumpSets.Length; i++)
        {
            for (ulong sets = jumpSets[i]; sets != 0; sets &= sets - 1)
                jumps.ClearSet((i * 64) + BitOperations.TrailingZeroCount(sets));
            jumpSets[i] = 0;
        }
    }

    // The head of the list of the blocks that may start at an offset.
    private ref nint Bucket(uint pageOffset) => ref buckets[(int)((pageOffset >> 1 ^ pageOffset >> 8) % BucketCount)];
}
