using Emu.Host;

namespace Emu.Core.Time;

/// <summary>
/// The right to run the callbacks of an <see cref="EventLoop"/>, which one thread at a time has. The loop's own thread waits for
/// it and is next; others take it only when it is free. Taking and giving back are full barriers, so that what a callback has
/// written is seen by the next one, whichever thread that runs on.
/// </summary>
internal sealed class LoopTurn
{
    // Nobody has it; somebody has it; somebody has it and the loop's thread waits for it.
    private const int Free = 0, Taken = 1, Wanted = 2;

    private readonly HostSignal handedOver = new();
    private int state;

    // Whoever has the turn; compared by threads with themselves only, so that an old value misleads nobody.
    private volatile Thread? owner;

    /// <summary>True on the thread that has the turn.</summary>
    public bool IsMine => owner == Thread.CurrentThread;

    /// <summary>Takes the turn, and waits for it if another thread has it. On the loop's thread.</summary>
    public void Take()
    {
        while (Interlocked.CompareExchange(ref state, Taken, Free) != Free)
        {
            if (Interlocked.CompareExchange(ref state, Wanted, Taken) != Taken) continue;
            // The turn is handed over, never free in between: a CPU that kicks again and again does not keep the thread waiting.
            while (!handedOver.Wait())
            {
            }

            break;
        }

        owner = Thread.CurrentThread;
    }

    /// <summary>Takes the turn if it is free. Any other thread; false on one that has it already.</summary>
    public bool TryBorrow()
    {
        if (Interlocked.CompareExchange(ref state, Taken, Free) != Free) return false;
        owner = Thread.CurrentThread;
        return true;
    }

    /// <summary>Gives the turn back, on the thread that has it: to the loop's thread if that waits.</summary>
    public void GiveBack()
    {
        owner = null;
        if (Interlocked.CompareExchange(ref state, Free, Taken) == Taken) return;
        Interlocked.Exchange(ref state, Taken);
        handedOver.Set();
    }
}
