using Emu.Core.Time;

namespace Emu.Core.Memory;

/// <summary>
/// The stores to a device's window that do nothing but set a task of an event loop: a driver's kicks. The bus rings them
/// without the device's lock, so that a kick never waits for the loop that is working on the very queue.
/// </summary>
/// <remarks>Any thread may add, clear and ring; a store that meets a change may still ring the old task.</remarks>
public sealed class Doorbells
{
    private readonly Lock gate = new();

    // Sorted by offset, then by value; never changed, only replaced.
    private volatile Doorbell[] bells = [];

    /// <summary>Adds a doorbell.</summary>
    /// <param name="offset">Of the store in the device's window.</param>
    /// <param name="size">Bytes of the store; 0 for any number.</param>
    /// <param name="value">The value that must be stored; null for any.</param>
    /// <param name="task">What is set, or run at once (<see cref="LoopTask.SetOrRun"/>).</param>
    public void Add(ulong offset, int size, ulong? value, LoopTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        Doorbell added = new(offset, size, value, task);
        lock (gate) bells = [.. bells.Append(added).OrderBy(bell => bell.Offset).ThenBy(bell => bell.Value)];
    }

    /// <summary>Removes all doorbells: their stores reach the device again.</summary>
    public void Clear()
    {
        lock (gate) bells = [];
    }

    /// <summary>Sets the task that belongs to a store; false when there is none.</summary>
    internal bool TryRing(ulong offset, int size, ulong value)
    {
        Doorbell[] all = bells;
        int low = 0, high = all.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (all[middle].Offset < offset) low = middle + 1;
            else high = middle;
        }

        for (; low < all.Length && all[low].Offset == offset; low++)
        {
            Doorbell bell = all[low];
            if ((bell.Size != 0 && bell.Size != size) || (bell.Value is { } wanted && wanted != value)) continue;
            bell.Task.SetOrRun();
            return true;
        }

        return false;
    }

    private sealed record Doorbell(ulong Offset, int Size, ulong? Value, LoopTask Task);
}
