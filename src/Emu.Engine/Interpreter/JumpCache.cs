using System.Runtime.InteropServices;
using Emu.Host;

namespace Emu.Engine.Interpreter;

/// <summary>One remembered jump target; its size is a power of two for cheap indexing.</summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
internal unsafe struct JumpCacheEntry
{
    /// <summary>Virtual address of the target.</summary>
    public ulong Pc;

    /// <summary>The <see cref="JumpCache.Context"/> in which <see cref="Block"/> was found.</summary>
    public ulong Context;

    public Block* Block;
}

/// <summary>
/// Virtual address to block, for jumps that links do not serve. Entries of another context (mode, address space, or
/// before a
/// flush) do not match, so a flush is a change of <see cref="Context"/>.
/// </summary>
/// <remarks>Invariant of the unsafe code: indexes are masked to the size of the table.</remarks>
internal sealed unsafe class JumpCache : IDisposable
{
    private const int PageSets = 64, SlotsPerPage = 128;

    private readonly HostMemory memory = new((ulong)(PageSets * SlotsPerPage * sizeof(JumpCacheEntry)));
    private readonly JumpCacheEntry* entries;
    private ulong generation = 1;
    private int mode;

    public JumpCache()
    {
        entries = (JumpCacheEntry*)memory.Pointer;
        Context = generation << 2;
    }

    /// <summary>Stands for everything but the virtual address that decides which block runs. Never 0.</summary>
    public ulong Context { get; private set; }

    /// <summary>The entry in which a target belongs. All targets of a page share one contiguous set.</summary>
    public JumpCacheEntry* Entry(ulong pc)
    {
        ulong slot = ((pc >> 1) ^ (pc >> 7)) & (SlotsPerPage - 1);
        return entries + ((pc >> 12 & (PageSets - 1)) * SlotsPerPage + slot);
    }

    /// <summary>Forgets everything.</summary>
    public void Flush()
    {
        generation++;
        SetMode(mode);
    }

    /// <summary>Forgets the targets in one page.</summary>
    public void FlushPage(ulong address)
    {
        JumpCacheEntry* set = entries + ((address >> 12 & (PageSets - 1)) * SlotsPerPage);
        new Span<JumpCacheEntry>(set, SlotsPerPage).Clear();
    }

    /// <summary>Selects the privilege mode, 0 to 3, whose entries match.</summary>
    public void SetMode(int privilege)
    {
        mode = privilege;
        Context = (generation << 2) | (uint)privilege;
    }

    public void Dispose() => memory.Dispose();
}
