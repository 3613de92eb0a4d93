namespace Emu.Engine.Code;

/// <summary>
/// User mode's pages of code that are stored to: tells all CPUs, and remembers which pages change so often that guarding
/// them costs more than comparing their bytes whenever they run. Any thread may call.
/// </summary>
internal sealed class ChangingPages(ICodeGuard guard, Action<ulong> notify, Action notifyAll)
{
    /// <summary>Stores in quick succession that a page may meet before it is compared instead of guarded.</summary>
    private const int Patience = 24;

    /// <summary>The longest time without a guard: 2 to this many entries of blocks.</summary>
    private const int MostDoublings = 14;

    /// <summary>Milliseconds without a store after which a page counts as quiet again.</summary>
    private const long QuietTime = 500;

    private const int MostHistories = 1 << 16;

    private readonly Lock gate = new();

    // Guarded by gate.
    private readonly Dictionary<ulong, History> histories = [];
    private readonly List<ulong> stored = [];

    // A thread has taken the pages that were stored to, and not told all CPUs yet.
    private volatile bool isDelivering;

    /// <summary>Whether some CPU may not know yet that code was stored to.</summary>
    public bool MayHaveStored => guard.HasStored || isDelivering;

    /// <summary>Guards a page whose bytes are about to be read.</summary>
    /// <param name="page">Its address.</param>
    /// <param name="checks">Entries of blocks for which the page is to be compared before it is guarded again; 0 unless
    /// the result is <see cref="PageGuard.Unguarded"/>.</param>
    public PageGuard Guard(ulong page, out int checks)
    {
        checks = 0;
        lock (gate)
        {
            if (histories.TryGetValue(page, out History history) && history.Checks != 0)
            {
                checks = history.Checks;
                histories[page] = history with { Checks = 0 };
                return PageGuard.Unguarded;
            }
        }

        PageGuard result = guard.GuardPage(page);
        if (result == PageGuard.Unguarded) checks = 1 << MostDoublings;
        return result;
    }

    /// <summary>Tells all CPUs of what was stored to.</summary>
    public void Deliver()
    {
        if (!MayHaveStored) return;
        lock (gate)
        {
            isDelivering = true;
            Interlocked.MemoryBarrier();
            stored.Clear();
            if (guard.TakeStored(stored))
            {
                foreach (ulong page in stored)
                {
                    Count(page);
                    notify(page);
                }
            }
            else
            {
                notifyAll();
            }

            isDelivering = false;
        }
    }

    private void Count(ulong page)
    {
        long now = Environment.TickCount64;
        if (histories.Count >= MostHistories) histories.Clear();
        History history = histories.GetValueOrDefault(page);
        int stores = now - history.Last > QuietTime ? 1 : Math.Min(history.Stores + 1, Patience + MostDoublings);
        histories[page] = new History(now, stores, stores > Patience ? 1 << (stores - Patience) : 0);
    }

    /// <summary>What is known of a page.</summary>
    /// <param name="Last">When it was stored to, in milliseconds.</param>
    /// <param name="Stores">How often, without a pause.</param>
    /// <param name="Checks">What <see cref="Guard"/> is to say next.</param>
    private readonly record struct History(long Last, int Stores, int Checks);
}
