using Emu.Devices;
using Emu.Devices.Virtio;
using Emu.Machine.Boards;

namespace Emu.Machine;

/// <content>Standing still: <c>-S</c>, a monitor's <c>stop</c>, a disk that is full, a guest that has powered off under
/// <c>-no-shutdown</c>.</content>
public sealed partial class Machine
{
    // Guarded by the gate.
    private bool isPauseWanted, isPaused;
    private string? pauseReason;
    private RunState runState, pausedState;

    // For the machine's thread: devices take no buffers, until the machine goes on.
    private bool areDevicesPaused;

    /// <summary>True while the machine is paused: its CPUs, clock and queues stand still.</summary>
    public bool IsPaused
    {
        get
        {
            lock (gate) return isPaused;
        }
    }

    /// <summary>Whether the machine runs, and why not. Any thread may ask.</summary>
    public RunState State
    {
        get
        {
            lock (gate) return runState;
        }
    }

    /// <summary>Is told what the machine does. Set before <see cref="Run"/>.</summary>
    public IMachineObserver? Observer { get; set; }

    /// <inheritdoc/>
    public void RequestPause(string reason) => RequestPause(RunState.IoError, reason);

    /// <summary>Stops the machine and returns when it stands still, or is ending. Not for the machine's own threads.</summary>
    public void Pause()
    {
        RequestPause(RunState.Paused, "");
        lock (gate)
            while (!isPaused && runState != RunState.Inmigrate && request is null && !hasEnded) Monitor.Wait(gate);
    }

    /// <summary>Lets a machine go on that is paused, or about to be; requests of disks that have failed are tried again.
    /// Any thread. False when it is not paused, or its guest has powered off and it can only start anew.</summary>
    public bool Continue()
    {
        lock (gate)
        {
            if (!isPauseWanted) return false;
            isPauseWanted = false;
            Monitor.PulseAll(gate);
            return true;
        }
    }

    /// <summary>As <see cref="Continue"/>, and returns when the machine runs again, or is ending. Not for the machine's own
    /// threads.</summary>
    public bool Resume()
    {
        if (!Continue()) return false;
        lock (gate)
            while (runState is not (RunState.Running or RunState.Inmigrate) && !isPauseWanted && request is null && !hasEnded) Monitor.Wait(gate);
        return true;
    }

    private void RequestPause(RunState state, string reason)
    {
        lock (gate)
        {
            if (isPauseWanted) return;
            isPauseWanted = true;
            (pausedState, pauseReason) = (state, reason);
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Lets the machine run until its end or a reset is asked for, and stops it whenever it is to be paused. The
    /// CPUs are parked afterwards.</summary>
    private void RunUntilRequest()
    {
        while (true)
        {
            bool stays;
            lock (gate) stays = isPauseWanted;
            if (!stays)
            {
                EnterRunning();
                ReleaseCpus();
                lock (gate)
                    while (request is null && !isPauseWanted && errands.Count == 0) Monitor.Wait(gate);
            }

            StopCpus();
            RunErrands();
            lock (gate)
            {
                if (request is not null) return;
                if (!isPauseWanted) continue;
            }

            if (!StandStill()) return;
        }
    }

    /// <summary>Stands still until the machine is to go on; false when its end or a reset is asked for meanwhile.</summary>
    private bool StandStill()
    {
        foreach (VirtioDevice device in VirtioDevices) device.Loop.Run(device.PauseAsync);
        areDevicesPaused = true;
        foreach (AssembledDevice each in devices) (each.Device as IHostBackedDevice)?.Flush();
        events.Clock.Pause();
        string? reason;
        lock (gate) reason = pauseReason;
        if (!string.IsNullOrEmpty(reason))
            warn($"the machine is paused: {reason}; kill -CONT {Environment.ProcessId} lets it go on");
        EnterState(RunState.Running, pausedState);
        lock (gate)
        {
            isPaused = true;
            Monitor.PulseAll(gate);
        }

        WaitWithErrands(() => !isPauseWanted || request is not null);
        bool goesOn;
        lock (gate)
        {
            goesOn = request is null;
            isPaused = false;
            if (!goesOn) isPauseWanted = false;
            pauseReason = null;
        }

        events.Clock.Resume();
        foreach (VirtioDevice device in VirtioDevices) device.Loop.Run(device.ContinueAsync);
        areDevicesPaused = false;
        return goesOn;
    }

    /// <summary>Says that the machine goes on, if it did not run before: it may have been let go on before it stood
    /// still.</summary>
    private void EnterRunning()
    {
        lock (gate)
            if (runState == RunState.Running) return;
        Observer?.Resumed();
        lock (gate)
        {
            runState = RunState.Running;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Goes from one state to one in which the machine stands still; nothing happens in any other.</summary>
    private void EnterState(RunState from, RunState to)
    {
        lock (gate)
        {
            if (runState != from) return;
            runState = to;
        }

        Observer?.Stopped();
    }

    private IEnumerable<VirtioDevice> VirtioDevices => options.VirtioDevices.Concat(added?.VirtioDevices ?? []);

    /// <summary>Leaves the machine standing until the user ends it, or starts it anew: then the result is null, and the
    /// request still there.</summary>
    private int? WaitForQuit(int status)
    {
        bool isOver;
        lock (gate) isOver = quitStatus is not null;
        if (!isOver)
            warn($"the guest has ended, and the machine stands; kill {Environment.ProcessId} ends it");
        events.Clock.Pause();
        if (!isOver) EnterState(RunState.Running, RunState.Shutdown);
        lock (gate)
        {
            isPaused = true;
            transitions++;
            Monitor.PulseAll(gate);
        }

        WaitWithErrands(() => quitStatus is not null || failure is not null || request is { IsReset: true });
        lock (gate) isPaused = false;
        events.Clock.Resume();
        lock (gate) return quitStatus is null && failure is null ? null : quitStatus ?? status;
    }
}
