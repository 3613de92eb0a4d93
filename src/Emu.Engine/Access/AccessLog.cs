using Emu.Isa;

namespace Emu.Engine.Access;

/// <summary>What a run of guest code did to RAM, in order: lockstep checking compares two of them.</summary>
/// <remarks>Invariant of the unsafe code: pointers are addresses of a local variable, and are used only during the call
/// that gets them.</remarks>
internal sealed class AccessLog
{
    private readonly List<Entry> entries = [];

    /// <summary>Accesses so far.</summary>
    public int Count => entries.Count;

    /// <summary>Turns <see cref="Add"/> on and off.</summary>
    public bool IsRecording { get; set; }

    /// <summary>An access by its number, from 0 in the order in which they were done.</summary>
    public Entry this[int index] => entries[index];

    /// <summary>Forgets everything.</summary>
    public void Clear() => entries.Clear();

    /// <summary>Records an access that has been done.</summary>
    /// <param name="address">Virtual address.</param>
    /// <param name="size">Bytes that are accessed.</param>
    /// <param name="isRead">Whether its outcome depends on <paramref name="before"/>.</param>
    /// <param name="isWrite">Whether it may have written <paramref name="after"/>.</param>
    /// <param name="before">What memory held, zero-extended.</param>
    /// <param name="after">What memory holds, of which the low bytes count.</param>
    public void Add(ulong address, int size, bool isRead, bool isWrite, ulong before, ulong after)
    {
        if (!IsRecording) return;
        ulong mask = ulong.MaxValue >> (64 - (8 * size));
        entries.Add(new Entry(address, size, isRead, isWrite, before & mask, after & mask));
    }

    /// <summary>Records an atomic read-modify-write that has been done.</summary>
    public unsafe void AddAtomic(ulong address, Width width, AtomicOperation operation, ulong before, ulong operand)
    {
        if (!IsRecording) return;
        ulong after = before;
        AtomicAccess.Apply((byte*)&after, operation, width, operand);
        Add(address, (int)width, isRead: true, isWrite: true, before, after);
    }

    /// <summary>One access; the values are zero-extended.</summary>
    public readonly record struct Entry(
        ulong Address, int Size, bool IsRead, bool IsWrite, ulong Before, ulong After)
    {
        public override string ToString() => (IsRead, IsWrite) switch
        {
            (true, true) => $"atomic access of {Size} bytes at {Address:x}, {Before:x} to {After:x}",
            (true, false) => $"load of {Size} bytes at {Address:x}, {Before:x}",
            _ => $"store of {Size} bytes at {Address:x}, {After:x}",
        };
    }
}
