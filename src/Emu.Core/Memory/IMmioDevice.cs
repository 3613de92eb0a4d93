namespace Emu.Core.Memory;

/// <summary>
/// A device with registers on the bus. The address map calls it under the device's own lock, one thread at a time, from
/// the CPUs' threads, unless it locks itself; callbacks from the event loop take the same lock
/// (<see cref="SyncRoot"/>).
/// </summary>
public interface IMmioDevice
{
    /// <summary>Name for logs and error messages, as in the device tree ("serial", "plic").</summary>
    string Name { get; }

    /// <summary>Length of the register window in bytes: the part that has registers. Accesses behind it are an access
    /// fault for the guest, also where the device tree's <c>reg</c> says a whole page.</summary>
    ulong WindowSize { get; }

    /// <summary>
    /// Access sizes the device answers, as the sum of the widths in bytes (1 | 2 | 4 | 8). Other sizes, and accesses
    /// that are not naturally aligned, are an access fault for the guest.
    /// </summary>
    int AccessSizes { get; }

    /// <summary>
    /// True when the device answers this access; false is an access fault for the guest. Devices whose registers differ
    /// in what they take override it. Called without the device's lock.
    /// </summary>
    bool Accepts(ulong offset, int size) => (AccessSizes & size) != 0 && (offset & (ulong)(size - 1)) == 0;

    /// <summary>Held while <see cref="Read"/>, <see cref="Write"/> or <see cref="Reset"/> runs, unless the device
    /// <see cref="IsSelfLocking"/>.</summary>
    Lock SyncRoot { get; }

    /// <summary>
    /// True when the device takes its lock itself: it is then called without it, by several CPUs at once. For devices
    /// that wait for another thread in an access. Never changes.
    /// </summary>
    bool IsSelfLocking => false;

    /// <summary>The stores that set a task instead of reaching the device; null for none. Always the same
    /// object.</summary>
    Doorbells? Doorbells => null;

    /// <summary>
    /// Reads <paramref name="size"/> bytes at <paramref name="offset"/> (below <see cref="WindowSize"/>); returns them
    /// zero-extended.
    /// </summary>
    ulong Read(ulong offset, int size);

    /// <summary>
    /// Writes the low <paramref name="size"/> bytes of <paramref name="value"/> at <paramref name="offset"/>.
    /// </summary>
    void Write(ulong offset, int size, ulong value);

    /// <summary>Puts every register into the state it has after power-on.</summary>
    void Reset();
}
