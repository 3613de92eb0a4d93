using Emu.Chardev;
using Emu.Devices.Gpio;
using Emu.Isa;
using Emu.Machine.Cpus;

namespace Emu.Machine;

/// <content>What a monitor asks of the machine while it runs.</content>
public sealed partial class Machine
{
    // Guarded by the gate.
    private readonly Queue<Errand> errands = [];
    private bool hasEnded, endsOnReset, staysOnShutdown;
    private int transitions;

    /// <summary>What a reset does: the machine ends with it instead of starting again. Any thread.</summary>
    public bool EndsOnReset
    {
        get
        {
            lock (gate) return endsOnReset;
        }

        set
        {
            lock (gate) endsOnReset = value;
        }
    }

    /// <summary>What the guest's power-off does: the machine stands instead of ending. Any thread.</summary>
    public bool StaysOnShutdown
    {
        get
        {
            lock (gate) return staysOnShutdown;
        }

        set
        {
            lock (gate) staysOnShutdown = value;
        }
    }

    /// <summary>The CPUs; their registers only inside of <see cref="WhileStopped{T}"/>.</summary>
    public IReadOnlyList<Cpu> Cpus => cpus;

    /// <summary>The threads of the CPUs.</summary>
    public IReadOnlyList<CpuThread> CpuThreads => threads;

    /// <summary>The character devices.</summary>
    public CharacterDevices Consoles => consoles;

    /// <summary>What the machine was made of.</summary>
    public MachineOptions Options => options;

    /// <summary>
    /// Runs work while the CPUs stand still, whether the machine is paused or not: devices' queues go on unless it is.
    /// Returns when the work is done; what it throws is thrown. Not for the machine's own threads.
    /// </summary>
    /// <exception cref="InvalidOperationException">The machine has ended.</exception>
    public T WhileStopped<T>(Func<T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        T result = default!;
        Errand errand = new(() => result = work());
        lock (gate)
        {
            errands.Enqueue(errand);
            Monitor.PulseAll(gate);
            while (!errand.IsDone && !hasEnded) Monitor.Wait(gate);
        }

        if (errand.Error is { } error) throw error;
        return errand.IsDone ? result : throw new InvalidOperationException("the machine has ended");
    }

    /// <summary>Resets the machine for the user and returns when it is reset, or is ending; one that stood still stands
    /// still again, before its first instruction. Not for the machine's own threads.</summary>
    public void ResetByUser()
    {
        lock (gate)
        {
            int before = transitions;
            Request(new MachineRequest(IsReset: true, Status: 0, ShutdownCause.HostQmpSystemReset));
            while (transitions == before && !hasEnded) Monitor.Wait(gate);
        }
    }

    /// <summary>Presses the power key: those who watch the machine hear of it, and the guest where the board has such a
    /// key. Any thread.</summary>
    public void PressPowerKey()
    {
        Observer?.PowerKeyPressed();
        foreach (IPowerKey key in devices.Select(each => each.Device).OfType<IPowerKey>()) key.PressPowerKey();
    }

    /// <summary>Has work done when the CPUs stand still next, unless the machine ends before. Any thread; does not
    /// wait.</summary>
    private void Post(Action work)
    {
        lock (gate)
        {
            if (hasEnded) return;
            errands.Enqueue(new Errand(work) { IsPosted = true });
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Waits on the machine's thread, where errands are run meanwhile.</summary>
    /// <param name="isOver">Asked with the gate held.</param>
    private void WaitWithErrands(Func<bool> isOver)
    {
        while (true)
        {
            lock (gate)
            {
                while (errands.Count == 0 && !isOver()) Monitor.Wait(gate);
                if (errands.Count == 0) return;
            }

            RunErrands();
        }
    }

    /// <summary>Runs what is waiting for the CPUs to stand still.</summary>
    private void RunErrands()
    {
        while (true)
        {
            Errand? errand;
            lock (gate)
                if (!errands.TryDequeue(out errand)) return;
            try
            {
                errand.Work();
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                errand.Error = e;
                if (errand.IsPosted) Fail(e);
            }

            lock (gate)
            {
                errand.IsDone = true;
                Monitor.PulseAll(gate);
            }
        }
    }

    /// <summary>Leaves the machine after a reset as it was before, unless the reset was the guest's, which runs.</summary>
    private void SettleAfterReset(ShutdownCause cause)
    {
        lock (gate)
        {
            if (cause == ShutdownCause.HostQmpSystemReset && runState != RunState.Running)
            {
                (runState, isPauseWanted, pauseReason) = (RunState.Prelaunch, true, null);
            }
            else
            {
                runState = RunState.Running;
            }
        }

        Observer?.WasReset(cause);
        lock (gate)
        {
            transitions++;
            Monitor.PulseAll(gate);
        }
    }

    private sealed class Errand(Action work)
    {
        public Action Work { get; } = work;

        public Exception? Error { get; set; }

        /// <summary>Nobody waits for it: an error ends the machine.</summary>
        public bool IsPosted { get; init; }

        public bool IsDone { get; set; }
    }
}
