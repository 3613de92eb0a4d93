using System.Runtime.InteropServices;
using Emu.Host;
using Emu.Isa.RiscV;

namespace Emu.Engine.Interpreter;

/// <summary>One remembered jump target; its size is a power of two for cheap indexing.</summary>
[StructLayout(LayoutKind.Sequential, Size = 1 << SizeShift)]
internal unsafe struct JumpCacheEntry
{
    /// <summary>log2 of the entry's size, for indexing.</summary>
    public const int SizeShift = 5;

    /// <summary>Virtual address of the target.</summary>
    public ulong Pc;

    /// <summary>The <see cref="JumpCache.Context"/> in which <see cref="Block"/> was found.</summary>
    public ulong Context;

    public Block* Block;

    /// <summary>Translated code of the block, or the stub that leaves translated code; never null in a valid entry.</summary>
    public void* Code;
}

/// <summary>
/// Virtual address to block, for jumps that links do not serve. Entries of another context (mode, address space, or
/// before a
/// flush) do not match, so a flush is a change of <see cref="Context"/>.
/// </summary>
/// <remarks>Invariant of the unsafe code: indexes are masked to the size of the table.</remarks>
internal sealed unsafe class JumpCache : IDisposable
{
    private const int PageSets = 256, SlotsPerPage = 128;

    /// <summary>Bytes of the set that holds the targets of one page, which is also the distance of two sets.</summary>
    public const int SetBytes = SlotsPerPage << JumpCacheEntry.SizeShift;

    /// <summary>What of a virtual address selects the set: the bits are its offset in the table at once.</summary>
    public const ulong SetMask = (PageSets - 1) * (ulong)SetBytes;

    private readonly HostMemory memory = new((ulong)(PageSets * SlotsPerPage * sizeof(JumpCacheEntry)));
    private readonly JumpCacheEntry* entries;
    private readonly HartState* state;
    private ulong generation = 1;
    private int mode;

    /// <summary>Makes it the jump cache of the hart with that state.</summary>
    public JumpCache(HartState* state)
    {
        this.state = state;
        entries = (JumpCacheEntry*)memory.Pointer;
        state->JumpTable = entries;
        SetMode((int)state->Mode);
    }

    /// <summary><see cref="HartState.JumpContext"/>: what an entry must have for its target to be the right one.</summary>
    public ulong Context => state->JumpContext;

    /// <summary>The entry in which a target belongs. All targets of a page share one contiguous set.</summary>
    public JumpCacheEntry* Entry(ulong pc) =>
        (JumpCacheEntry*)((byte*)entries + (pc & SetMask) + SlotOffset((uint)pc & 0xfff));

    /// <summary>Where in its set a target stands, in bytes; depends on its offset in the page only.</summary>
    public static uint SlotOffset(uint pageOffset) =>
        (((pageOffset >> 1) ^ (pageOffset >> 5)) & (SlotsPerPage - 1)) << JumpCacheEntry.SizeShift;

    /// <summary>Forgets everything.</summary>
    public void Flush()
    {
        generation++;
        SetMode(mode);
    }

    /// <summary>Forgets the targets in one page.</summary>
    public void FlushPage(ulong address)
    {
        new Span<byte>((byte*)entries + (address & SetMask), SetBytes).Clear();
    }

    /// <summary>Selects the privilege mode, 0 to 3, whose entries match.</summary>
    public void SetMode(int privilege)
    {
        mode = privilege;
        state->JumpContext = (generation << 2) | (uint)privilege;
    }

    public void Dispose() => memory.Dispose();
}
