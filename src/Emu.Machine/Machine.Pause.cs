using Emu.Devices;
using Emu.Devices.Virtio;
using Emu.Machine.Boards;

namespace Emu.Machine;

/// <content>Standing still: <c>-S</c>, a disk that is full, a guest that has powered off under <c>-no-shutdown</c>.</content>
public sealed partial class Machine
{
    // Guarded by the gate.
    private bool isPauseWanted, isPaused;
    private string? pauseReason;

    /// <summary>True while the machine is paused: its CPUs, clock and queues stand still.</summary>
    public bool IsPaused
    {
        get
        {
            lock (gate) return isPaused;
        }
    }

    /// <inheritdoc/>
    public void RequestPause(string reason)
    {
        lock (gate)
        {
            if (isPauseWanted) return;
            isPauseWanted = true;
            pauseReason = reason;
            Monitor.PulseAll(gate);
        }
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

    /// <summary>Lets the machine run until its end or a reset is asked for, and stops it whenever it is to be paused. The
    /// CPUs are parked afterwards.</summary>
    private void RunUntilRequest()
    {
        while (true)
        {
            string? reason;
            lock (gate) reason = isPauseWanted ? pauseReason ?? "" : null;
            if (reason is null)
            {
                ReleaseCpus();
                lock (gate)
                    while (request is null && !isPauseWanted) Monitor.Wait(gate);
            }

            StopCpus();
            lock (gate)
                if (request is not null) return;
            if (!StandStill()) return;
        }
    }

    /// <summary>Stands still until the machine is to go on; false when its end or a reset is asked for meanwhile.</summary>
    private bool StandStill()
    {
        foreach (VirtioDevice device in VirtioDevices) device.Loop.Run(device.PauseAsync);
        foreach (AssembledDevice each in devices) (each.Device as IHostBackedDevice)?.Flush();
        events.Clock.Pause();
        string? reason;
        lock (gate) reason = pauseReason;
        if (!string.IsNullOrEmpty(reason))
            warn($"the machine is paused: {reason}; kill -CONT {Environment.ProcessId} lets it go on");
        bool goesOn;
        lock (gate)
        {
            isPaused = true;
            Monitor.PulseAll(gate);
            while (isPauseWanted && request is null) Monitor.Wait(gate);
            goesOn = request is null;
            isPaused = isPauseWanted = false;
            pauseReason = null;
        }

        events.Clock.Resume();
        foreach (VirtioDevice device in VirtioDevices) device.Loop.Run(device.ContinueAsync);
        return goesOn;
    }

    private IEnumerable<VirtioDevice> VirtioDevices => options.VirtioDevices.Concat(added?.VirtioDevices ?? []);

    /// <summary>Leaves the machine standing until the user ends it, or starts it anew: then the result is null, and the
    /// request still there.</summary>
    private int? WaitForQuit(int status)
    {
        bool isOver;
        lock (gate) isOver = quitStatus is not null;
        if (!isOver) warn($"the guest has ended, and the machine stands; kill {Environment.ProcessId} ends it");
        events.Clock.Pause();
        lock (gate)
        {
            isPaused = true;
            Monitor.PulseAll(gate);
            while (quitStatus is null && failure is null && request is not { IsReset: true }) Monitor.Wait(gate);
            isPaused = false;
        }

        events.Clock.Resume();
        lock (gate) return quitStatus is null && failure is null ? null : quitStatus ?? status;
    }
}
