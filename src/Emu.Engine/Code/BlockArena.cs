using Emu.Host;

namespace Emu.Engine.Code;

/// <summary>
/// Native memory for one CPU's blocks and code pages. Nothing is freed singly: when it is full its owner forgets all
/// blocks and starts over, which a boot does not reach.
/// </summary>
/// <remarks>Invariant of the unsafe code: what <see cref="Allocate"/> returns lies within this object's memory, and is
/// valid until <see cref="Reset"/> or <see cref="Dispose"/>; the one CPU that owns the arena calls neither while one of
/// its blocks runs.</remarks>
internal sealed unsafe class BlockArena : IDisposable
{
    private const ulong Capacity = 48 << 20;

    private readonly HostMemory memory = new(Capacity);
    private ulong used;

    /// <summary>True when <paramref name="bytes"/> more may not fit.</summary>
    public bool IsFull(int bytes) => used + (ulong)bytes > Capacity;

    /// <summary>Takes so many bytes, zeroed, aligned to 16. The caller has asked <see cref="IsFull"/>.</summary>
    public void* Allocate(int bytes)
    {
        if (IsFull(bytes)) throw new InvalidOperationException("block arena overflow");
        byte* result = memory.Pointer + used;
        used += ((ulong)bytes + 15) & ~15ul;
        new Span<byte>(result, bytes).Clear();
        return result;
    }

    /// <summary>Makes all memory available again; no pointer into it may be used any more.</summary>
    public void Reset() => used = 0;

    public void Dispose() => memory.Dispose();
}
