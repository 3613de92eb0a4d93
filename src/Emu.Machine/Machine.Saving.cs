using System.Text.Json;
using Emu.CacheFormat.SavedState;
using Emu.Core.Memory;
using Emu.Devices.Virtio;
using Emu.Machine.Saving;
using Emu.Model.State;

namespace Emu.Machine;

/// <content>A machine that is saved, and one that begins as a saved one.</content>
/// <remarks>Invariant of the unsafe code: extents are checked to lie in their regions before a pointer is formed.</remarks>
public sealed unsafe partial class Machine
{
    // For the machine's thread: the saved machine that takes the place of a boot; null when there is none, or it comes later.
    private readonly Stream? incoming;
    private bool usesBuiltInFirmware;

    // Guarded by the gate: the machine has what it waited for in RunState.Inmigrate.
    private bool hasReceived;

    internal SavedMachine Saved => new()
    {
        Hardware = board,
        Bus = memory,
        Time = events.Clock,
        Threads = threads,
        BuiltIn = firmware,
        Assembled = devices,
    };

    /// <summary>
    /// Stops the machine and writes it, and leaves it standing as one that has moved; goes on with it when it ran and cannot be
    /// written. Not for the machine's own threads.
    /// </summary>
    /// <param name="target">Takes the machine, from front to back.</param>
    /// <returns>Bytes that were written.</returns>
    /// <exception cref="StateException">The machine cannot be saved as it is now.</exception>
    /// <exception cref="InvalidOperationException">The machine has ended.</exception>
    /// <exception cref="IOException">The target takes it not.</exception>
    public long SaveTo(Stream target)
    {
        ArgumentNullException.ThrowIfNull(target);
        bool ran = State == RunState.Running;
        if (State is RunState.Inmigrate or RunState.Shutdown) throw new StateException("the machine has no state to save");
        RequestPause(RunState.FinishMigrate, "");
        lock (gate)
            while (!isPaused && request is null && !hasEnded) Monitor.Wait(gate);
        try
        {
            long written = WhileStopped(() => Write(target));
            lock (gate) runState = RunState.Postmigrate;
            return written;
        }
        catch
        {
            if (ran) Resume();
            throw;
        }
    }

    /// <summary>Makes a machine that waits for it (<see cref="RunState.Inmigrate"/>) a saved one, which then runs. Not for the
    /// machine's own threads.</summary>
    /// <param name="source">The saved machine, from front to back.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="StateFileException">It is none, damaged, or of another machine.</exception>
    /// <exception cref="InvalidOperationException">The machine does not wait, or has ended.</exception>
    public void Receive(Stream source, string name)
    {
        WhileStopped(() =>
        {
            if (State != RunState.Inmigrate) throw new InvalidOperationException("the machine does not wait for another one");
            try
            {
                Read(source, name);
                return true;
            }
            catch (StateFileException e)
            {
                // Half a machine is none.
                Fail(e);
                throw;
            }
        });
        lock (gate)
        {
            hasReceived = true;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Puts the machine that the user has named into the place of a boot, or waits until a monitor brings one. The CPUs
    /// are parked; false when the machine is to end before.</summary>
    private bool Begin()
    {
        foreach (Cpus.CpuThread thread in threads) thread.WaitUntilParked();
        if (incoming is not null)
        {
            using Stream source = incoming;
            Read(source, SavedAddress.NameOf(options.Incoming!));
        }
        else
        {
            WaitWithErrands(() => hasReceived || request is not null);
            lock (gate)
                if (!hasReceived) return false;
        }

        lock (gate)
        {
            (pausedState, pauseReason) = (RunState.Paused, null);
            if (isPauseWanted) runState = RunState.Paused;
        }

        return true;
    }

    private long Write(Stream target)
    {
        if (!areDevicesPaused) throw new StateException("the machine is ending");
        if (hostPort is not null) throw new StateException("the program calls the host through its memory (tohost), and cannot be saved");
        foreach (VirtioBlock disk in VirtioDevices.OfType<VirtioBlock>())
            if (disk.HoldsFailedRequests) throw new StateException("a request of a disk has failed and waits; let the machine go on first");
        SavedMachine saved = Saved;
        return StateFileWriter.Write(target, saved.Describe(usesBuiltInFirmware, bootKey), saved.Contents);
    }

    /// <summary>Loads a saved machine into this one, which has not run yet.</summary>
    private void Read(Stream source, string name)
    {
        StateFile file = StateFile.Read(source, name);
        IReadOnlyList<MemoryRegion> regions = Saved.Regions;
        Load(file, name, checkKey: false, () => file.ReadPages(
            extent => new Span<byte>(regions[extent.Region].Backing + extent.Offset, extent.Length)));
    }

    /// <summary>Puts CPUs and devices into a saved state, and then fills the memory.</summary>
    /// <param name="file">The saved machine.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="checkKey">It must be a snapshot of this boot.</param>
    /// <param name="fill">Fills the memory; all pages are known to lie in it.</param>
    private void Load(StateFile file, string name, bool checkKey, Action fill)
    {
        SavedMachine saved = Saved;
        events.Clock.Pause();
        foreach (VirtioDevice device in VirtioDevices) device.Loop.Run(device.PauseAsync);
        try
        {
            using JsonDocument description = JsonDocument.Parse(file.Description);
            Understand(StateFault.OtherMachine, name, () => saved.Check(description.RootElement, checkKey ? bootKey : null));
            file.CheckRegions([.. saved.Regions.Select(region => region.Size)]);
            Understand(StateFault.Damaged, name, () => usesBuiltInFirmware = saved.Apply(description.RootElement));
            fill();
            foreach (Engine.Cpus.CpuRunner runner in engines.Runners) runner.Reset();
            foreach (VirtioDevice device in VirtioDevices)
            {
                device.Loop.Run(() =>
                {
                    device.StateRestored();
                    return default;
                });
            }
        }
        catch (JsonException e)
        {
            throw new StateFileException(StateFault.Damaged, name, e.Message);
        }
        finally
        {
            foreach (VirtioDevice device in VirtioDevices) device.Loop.Run(device.ContinueAsync);
            events.Clock.Resume();
        }
    }

    /// <summary>Whatever a device cannot make of a state that somebody has made up is a fault of the file.</summary>
    private static void Understand(StateFault fault, string name, Action use)
    {
        try
        {
            use();
        }
        catch (Exception e) when (e is StateException or InvalidOperationException or FormatException or ArgumentException
            or IndexOutOfRangeException or OverflowException)
        {
            throw new StateFileException(fault, name, e.Message);
        }
    }
}
