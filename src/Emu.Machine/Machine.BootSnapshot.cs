using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using Emu.CacheFormat;
using Emu.CacheFormat.SavedState;
using Emu.Chardev;
using Emu.Core.Logging;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Devices.Virtio;
using Emu.Engine.Cache;
using Emu.Host;
using Emu.Machine.Boot;
using Emu.Model.State;
using Microsoft.Win32.SafeHandles;

namespace Emu.Machine;

/// <content>Boots that are kept, and boots that are none: <c>-boot-snapshot</c>.</content>
public sealed unsafe partial class Machine
{
    /// <summary>Larger machines are written while they stand still; of others what is written is copied first.</summary>
    private const ulong LargestCopy = 1 << 30;

    // Null when no boot is kept. For the machine's thread, like all that follows.
    private BootSnapshotStore? snapshots;
    private HostFolder? snapshotFolder;
    private SafeFileHandle? snapshotFile;
    private string bootKey = "";
    private bool isSnapshotWanted;
    private Thread? snapshotWriter;
    private HeldBackend[] heldPorts = [];

    private volatile bool hasBegunWithSnapshot, hasKeptBoot;

    /// <summary>The machine has begun where an earlier boot was kept. Any thread.</summary>
    public bool HasBegunWithSnapshot => hasBegunWithSnapshot;

    /// <summary>This boot has been kept. Any thread.</summary>
    public bool HasKeptBoot => hasKeptBoot;

    private BootSnapshotOptions? BootSnapshot => options.BootSnapshot;

    /// <summary>Takes a boot snapshot now. Not for the machine's own threads.</summary>
    /// <exception cref="StateException">No boot is kept.</exception>
    public void TakeBootSnapshot()
    {
        if (snapshotFolder is null) throw new StateException("this boot is not kept; give -boot-snapshot auto,at=monitor, and -d snapshot to see why not");
        WhileStopped(() =>
        {
            isSnapshotWanted = true;
            KeepBoot();
            return true;
        });
    }

    private static UInt128 HashOf(string key) => XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(key));

    /// <summary>Finds the snapshot of this boot, and opens what one is kept in: when the machine is built, as files are opened later
    /// no more under a sandbox.</summary>
    private void OpenBootSnapshot()
    {
        if (BootSnapshot is not { } wanted) return;
        try
        {
            if (FindImpediment() is { } impediment) throw new StateException(impediment);
            CacheDirectory directory = new(wanted.Directory);
            KnownImages known = new(directory, TimeProvider.System);
            bootKey = DescribeBoot(wanted, known);
            known.Save();
            snapshots = new BootSnapshotStore(directory);
            if (wanted.Mode != BootSnapshotMode.Save) snapshotFile = snapshots.Open(HashOf(bootKey));
            if (wanted.Mode == BootSnapshotMode.Require && snapshotFile is null)
                throw new StateException("there is no snapshot of this boot; make one with -boot-snapshot auto");
            if (snapshotFile is null) Log.Write(LogItems.Snapshots, "boot snapshot: none of this boot is there");
            if (wanted.Mode != BootSnapshotMode.Require) snapshotFolder = snapshots.OpenFolder();
        }
        catch (Exception e) when (e is StateException or CacheFileException)
        {
            if (wanted.Mode == BootSnapshotMode.Require) throw new StateException($"-boot-snapshot: {e.Message}");
            snapshots = null;
            Log.Write(LogItems.Snapshots, $"boot snapshot: {e.Message}");
        }
    }

    /// <summary>Why a boot of this machine is not kept; null for nothing.</summary>
    private string? FindImpediment()
    {
        Configuration.MachineConfiguration given = options.Configuration;
        if (given.BlockNodes.Count != 0 || given.FlashNodes is [_, ..] && given.FlashNodes.Any(node => node is not null))
            return "disks are no part of boot snapshots yet; put what is needed into the ramdisk, or save the machine by migrate";
        if (added!.Loaders.Count != 0) return "what -device loader puts into memory is no part of a snapshot's key yet; leave it out";
        if (given.FirmwareItems.Count != 0) return "items of -fw_cfg are no part of a snapshot's key yet; leave them out";
        if (given.MemoryBackend is not null) return "memory of an object cannot be mapped from a snapshot; leave out memory-backend=";
        return options.Accel.IsTest || board.IsEmpty ? "the machine runs nothing" : null;
    }

    /// <summary>All that decides what a boot becomes, as text: a snapshot is used for the same text only.</summary>
    private string DescribeBoot(BootSnapshotOptions wanted, KnownImages known)
    {
        Isa.CpuModel model = settings.CpuModel;
        StringBuilder key = new();
        AppendFile("bios", options.Boot.Firmware == FirmwareKind.File ? options.Boot.FirmwarePath : null);
        AppendFile("kernel", options.Boot.KernelPath);
        AppendFile("initrd", options.Boot.InitialRamdiskPath);
        AppendFile("dtb", options.Boot.DeviceTreePath);
        key.Append($"machine {board.Name}\ncpu {model}\nfeatures {model.Architecture.Describe(model.Features)}\n");
        key.Append($"generator {model.Architecture.CodeGenerator}\n");
        key.Append($"cpus {options.CpuCount}\nmemory {options.MemorySize}\nfirmware {options.Boot.Firmware}\n");
        key.Append($"append {JsonEncodedText.Encode(options.Boot.CommandLine ?? "")}\n");
        key.Append($"clock {options.ClockSource} {options.ClockOffset.Ticks}\nuuid {options.Identifier}\nnode {options.HasNumaNode}\n");
        key.Append($"at {JsonEncodedText.Encode(wanted.Moment)}\n").Append(wanted.Settings);
        return key.ToString();

        void AppendFile(string role, string? path)
        {
            if (path is not null) key.Append($"{role} {ImageDigest.Of(path, known)}\n");
        }
    }

    /// <summary>Puts the snapshot of this boot into the place of a boot; false when there is none that can be used, and the machine is
    /// as after a reset.</summary>
    private bool BeginWithSnapshot()
    {
        if (snapshotFile is not { } file) return false;
        snapshotFile = null;
        string name = $"{HashOf(bootKey):x32}{StateLayout.Extension}";
        foreach (Cpus.CpuThread thread in threads) thread.WaitUntilParked();
        try
        {
            using FileStream stream = new(file, FileAccess.Read, bufferSize: 0);
            StateFile state = StateFile.Read(stream, name);
            // Nothing is changed before the key is known to be the same; memory comes last, when nothing can fail any more.
            Load(state, name, checkKey: true, () => MapPages(state, file));
            hasBegunWithSnapshot = true;
            Log.Write(LogItems.Snapshots, $"boot snapshot: goes on from {name}");
            return true;
        }
        catch (Exception e) when (e is StateFileException or IOException)
        {
            if (BootSnapshot!.Mode == BootSnapshotMode.Require) throw;
            Log.Write(LogItems.Snapshots, $"boot snapshot: {e.Message}; the machine boots");
            Reset();
            return false;
        }
    }

    /// <summary>Waits for the moment at which the boot is to be kept. The CPUs are parked.</summary>
    private void AwaitMoment()
    {
        if (snapshotFolder is null) return;
        isSnapshotWanted = true;
        if (BootSnapshot!.Delay is not { } delay) return;
        MachineTimer timer = events.CreateTimer(() => Post(KeepBoot));
        timer.Set(events.Clock.Nanoseconds + (ulong)(delay.Ticks * TimeSpan.NanosecondsPerTick));
    }

    /// <summary>The other ends of the serial ports as the board's devices get them: what is typed before a saved state is there waits
    /// for it, and the first one is looked at for the text of the moment.</summary>
    private List<ICharacterBackend> OpenPorts()
    {
        List<ICharacterBackend> ports = [.. consoles.SerialPorts];
        if (BootSnapshot?.ConsoleText is { } text) ports[0] = new WatchingBackend(ports[0], text, () => Post(KeepBoot));
        if (BootSnapshot is null && options.Incoming is null) return ports;
        heldPorts = [.. ports.Select(port => new HeldBackend(port))];
        return [.. heldPorts];
    }

    private void ReleaseInput()
    {
        foreach (HeldBackend port in heldPorts) port.Release();
    }

    /// <summary>Keeps the machine as it is now, once. The CPUs stand still; a fault is logged, and the machine goes on.</summary>
    private void KeepBoot()
    {
        if (!isSnapshotWanted || snapshotFolder is null || State is RunState.Shutdown) return;
        isSnapshotWanted = false;
        bool stands = areDevicesPaused;
        if (!stands)
        {
            foreach (VirtioDevice device in VirtioDevices) device.Loop.Run(device.PauseAsync);
            areDevicesPaused = true;
            events.Clock.Pause();
        }

        try
        {
            if (options.MemorySize > LargestCopy)
            {
                snapshots!.Save(snapshotFolder, HashOf(bootKey), target => Write(target));
                SayKept();
            }
            else
            {
                MemoryStream copy = new();
                Write(copy);
                snapshotWriter = new Thread(() => Attempt(() =>
                {
                    copy.Position = 0;
                    snapshots!.Save(snapshotFolder, HashOf(bootKey), copy.CopyTo);
                    SayKept();
                }))
                {
                    Name = "boot snapshot",
                };
                HostProcess.Start(snapshotWriter);
            }
        }
        catch (Exception e) when (IsFaultOfSaving(e))
        {
            SayFailed(e);
        }

        if (stands) return;
        events.Clock.Resume();
        foreach (VirtioDevice device in VirtioDevices) device.Loop.Run(device.ContinueAsync);
        areDevicesPaused = false;
    }

    private static bool IsFaultOfSaving(Exception e) =>
        e is StateException or CacheFileException or IOException or UnauthorizedAccessException or OutOfMemoryException;

    private static void Attempt(Action save)
    {
        try
        {
            save();
        }
        catch (Exception e) when (IsFaultOfSaving(e))
        {
            SayFailed(e);
        }
    }

    private void SayKept()
    {
        hasKeptBoot = true;
        Log.Write(LogItems.Snapshots, $"boot snapshot: kept as {HashOf(bootKey):x32}{StateLayout.Extension}");
    }

    private static void SayFailed(Exception e) => Log.Write(LogItems.Snapshots, $"boot snapshot: not kept: {e.Message}");

    /// <summary>Maps a snapshot's pages over the machine's RAM; what the host does not map is read.</summary>
    private void MapPages(StateFile state, SafeFileHandle file)
    {
        IReadOnlyList<MemoryRegion> regions = Saved.Regions;
        for (int i = 0; i < state.Extents.Count;)
        {
            StateExtent first = state.Extents[i];
            MemoryRegion region = regions[first.Region];
            ulong length = (ulong)first.Length;
            for (i++; i < state.Extents.Count && state.Extents[i] is var next && next.Region == first.Region
                && next.Offset == first.Offset + length; i++)
                length += (ulong)next.Length;
            byte* target = region.Backing + first.Offset;
            if (region.IsRam && HostMemory.TryMapPrivately((nint)target, length, file, first.Position)) continue;
            for (ulong done = 0; done < length;)
            {
                int piece = (int)Math.Min(length - done, 1 << 20);
                int got = RandomAccess.Read(file, new Span<byte>(target + done, piece), first.Position + (long)done);
                if (got <= 0) throw new IOException("the snapshot has become shorter");
                done += (ulong)got;
            }
        }
    }

    private void CloseBootSnapshot()
    {
        snapshotWriter?.Join();
        snapshotFile?.Dispose();
        snapshotFolder?.Dispose();
    }
}
