using Emu.Linux.Abi;

namespace Emu.Linux.Signals;

/// <summary>
/// Signals that have arrived and were not delivered yet, in the order of delivery: the kernel's own first, then by number,
/// then by age. For its thread only.
/// </summary>
internal sealed class PendingSignals
{
    private readonly List<SignalInfo> queue = [];

    /// <summary>The numbers that are here.</summary>
    public SignalSet Numbers { get; private set; }

    /// <summary>Adds one; a standard signal that is here already is lost, as in the kernel.</summary>
    public void Add(in SignalInfo info)
    {
        if (info.Number < SignalNumber.FirstQueued && Numbers.Contains(info.Number)) return;
        queue.Add(info);
        Numbers |= SignalSet.Of(info.Number);
    }

    /// <summary>Adds one that is delivered before others of its number, and never lost.</summary>
    public void AddFirst(in SignalInfo info)
    {
        queue.Insert(0, info);
        Numbers |= SignalSet.Of(info.Number);
    }

    /// <summary>Takes the next of a set.</summary>
    public bool TryTake(SignalSet wanted, out SignalInfo info)
    {
        SignalSet present = Numbers & wanted;
        if (present.IsEmpty)
        {
            info = default;
            return false;
        }

        int number = present.First;
        int index = queue.FindIndex(entry => entry.Number == number);
        info = queue[index];
        queue.RemoveAt(index);
        if (!queue.Exists(entry => entry.Number == number)) Numbers = Numbers.Except(SignalSet.Of(number));
        return true;
    }

    /// <summary>Forgets all of a number, which is ignored from now on.</summary>
    public void Discard(int number)
    {
        queue.RemoveAll(entry => entry.Number == number);
        Numbers = Numbers.Except(SignalSet.Of(number));
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        queue.Clear();
        Numbers = default;
    }
}
