using System.Runtime.ExceptionServices;
using Emu.Chardev;
using Emu.Core.Control;
using Emu.Core.DeviceTree;
using Emu.Core.Logging;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Devices;
using Emu.Devices.Firmware;
using Emu.Devices.Virtio;
using Emu.Engine;
using Emu.Engine.Cpus;
using Emu.Engine.Runtime;
using Emu.Engine.Statistics;
using Emu.Host;
using Emu.Isa;
using Emu.Machine.Assembly;
using Emu.Machine.Boards;
using Emu.Machine.Boot;
using Emu.Machine.Configuration;
using Emu.Machine.Configuration.Objects;
using Emu.Machine.Cpus;
using Emu.Machine.Firmware;
using Emu.Machine.Saving;

namespace Emu.Machine;

/// <summary>
/// A whole machine: bus, CPUs with their threads, devices. Built, run once until the guest or the user ends it, and
/// disposed, all by one thread; devices and consoles talk to it through <see cref="IMachineControl"/>.
/// </summary>
public sealed partial class Machine : IMachineControl, IDisposable
{
    /// <summary>Bytes of firmware in flash that name its code: what follows may be variables that it writes.</summary>
    private const int NamingFlash = 1 << 20;

    private readonly Board board;
    private readonly Action<string> warn;
    private readonly MachineOptions options;
    private readonly BoardSettings settings;
    private readonly BootLoader loader;
    private readonly EventLoop events;
    private readonly CharacterDevices consoles;
    private readonly AddressMap memory = new();
    private readonly List<Cpu> cpus = [];
    private readonly AotRuntime? aot;
    private readonly EngineSet engines;
    private readonly IReadOnlyList<AssembledDevice> devices;
    private readonly MemoryObjects? memoryObjects;
    private readonly DeviceAssembly? added;
    private readonly List<CpuThread> threads = [];
    private readonly MachineServices services;
    private readonly IFirmware firmware;
    private IDisposable? hostPort;
    private TimeSpan? timeToFirstInstruction;

    /// <summary>Guards the fields that follow; nothing else is locked inside.</summary>
    private readonly object gate = new();
    private MachineRequest? request;
    private int? quitStatus;
    private Exception? failure;

    /// <summary>Builds the machine; nothing runs yet.</summary>
    /// <param name="board">Its hardware.</param>
    /// <param name="options">What the user wants of it.</param>
    /// <param name="openSerial">Opens the other end of the first serial port; the machine disposes it.</param>
    /// <param name="warn">Takes a line for the user about something that the machine runs on without; null drops
    /// it.</param>
    /// <exception cref="BootException">There is nothing to boot, or it cannot be.</exception>
    /// <exception cref="MachineException">The machine cannot be that large.</exception>
    /// <exception cref="ChardevException">The serial port's other end cannot be had.</exception>
    /// <exception cref="ConfigurationException">A device or disk that the user wants cannot be had.</exception>
    public Machine(
        Board board, MachineOptions options, Func<EventLoop, IMachineControl, ICharacterBackend> openSerial,
        Action<string>? warn = null)
        : this(board, options, (events, control) => CharacterDevices.Of(openSerial(events, control), events, control), warn)
    {
    }

    /// <summary>As the other form, with several serial ports and other character devices.</summary>
    /// <param name="board">Its hardware.</param>
    /// <param name="options">What the user wants of it.</param>
    /// <param name="openConsoles">Opens the character devices; the machine disposes them.</param>
    /// <param name="warn">Takes a line for the user; null drops it.</param>
    public Machine(
        Board board, MachineOptions options, Func<EventLoop, IMachineControl, CharacterDevices> openConsoles,
        Action<string>? warn = null)
    {
        ArgumentNullException.ThrowIfNull(board);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(openConsoles);
        this.board = board;
        if (board.IsEmpty) options = WithoutAnything(options);
        if (HasFirmwareInFlash(board, options)) options = options with { Boot = options.Boot with { FlashStart = board.FlashStart } };
        this.options = options;
        settings = SettingsOf(board, options);
        this.warn = warn ?? (_ => { });
        isPauseWanted = options.StartsPaused;
        runState = options.Incoming is not null ? RunState.Inmigrate : options.StartsPaused ? RunState.Prelaunch : RunState.Running;
        (endsOnReset, staysOnShutdown) = (options.EndsOnReset, options.StaysOnShutdown);
        CheckSize();
        if (options.Incoming is { } address && address != SavedAddress.Deferred) incoming = SavedAddress.OpenSaved(address);
        loader = new BootLoader(options.Boot, board.Boot, board.RamStart, options.MemorySize);
        try
        {
            events = new EventLoop(new MachineClock()) { Failed = Fail };
            if (options.Accel.IsTest) events.Clock.BeStepped();
            memoryObjects = new MemoryObjects(options.Configuration.Objects, events);
            AddMemory();
            BusMemory bus = Bus = new(memory);
            for (int id = 0; id < options.CpuCount; id++) cpus.Add(settings.CpuModel.CreateCpu(id, memory, events));
            consoles = openConsoles(events, this);
            added = new DeviceAssembly(
                board, options.Configuration, bus, events, consoles, this.warn)
            {
                Cpus = options.CpuCount,
                Random = options.Random,
                Control = this,
                FilterChanged = TellOfFilter,
            };
            devices = BoardAssembly.Assemble(
                board, memory, bus, cpus, events, this, OpenPorts(), settings, GuestTime.For(options, events.Clock),
                added.OpenFlash);
            PlugVirtioDevices(bus);
            added.Build(devices);
            if (Pci is { } pci) pci.Removed = TakeRemoved;
            if (!board.IsEmpty) loader.Check(settings.CpuModel, added.Loaders.FirstOrDefault(each => each.Cpu is not null)?.Cpu);
            FillFirmwareConfiguration();
            if (options.Accel.Kind == AccelKind.Aot)
                aot = new AotRuntime(options.Accel, settings.CpuModel, NameCode(), options.Boot.ImagePath, this.warn);
            engines = new EngineSet(memory, cpus, aot?.Translation);
            bus.Observer = engines;
            foreach (CpuRunner runner in engines.Runners)
                threads.Add(new CpuThread(runner, Fail, options.HasQemuThreadNames ? $"CPU {runner.Cpu.Id}/TCG" : null));
            OpenBootSnapshot();
            services = new MachineServices(engines)
            {
                Cpus = threads,
                Memory = memory,
                Events = events,
                Control = this,
                ConsolePort = new PhysicalAddress(board.Devices.FirstOrDefault(each => each.IsConsole)?.Address ?? 0),
                Console = consoles.SerialPorts[0],
            };
            firmware = board.CreateFirmware(services);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The machine's event loop, for what belongs to the machine's run but not to the machine:
    /// signals.</summary>
    public EventLoop Events => events;

    /// <summary>
    /// Runs the machine until it ends, over all its resets. Returns what the guest wants the emulator to exit with.
    /// </summary>
    /// <exception cref="BootException">A file does not fit, or has changed between a reset and the one
    /// before.</exception>
    public int Run()
    {
        try
        {
            return RunUntilEnd();
        }
        finally
        {
            lock (gate)
            {
                hasEnded = true;
                Monitor.PulseAll(gate);
            }
        }
    }

    private int RunUntilEnd()
    {
        for (bool isFirst = true; ; isFirst = false)
        {
            bool runs = true;
            isSnapshotWanted = false;
            if (isFirst && options.Incoming is not null) runs = Begin();
            else if (!isFirst || !BeginWithSnapshot()) Load();
            if (isFirst && !HasBegunWithSnapshot) AwaitMoment();
            if (runs) ReleaseInput();
            if (runs) RunUntilRequest();
            hostPort?.Dispose();
            hostPort = null;
            FlushConsole();
            foreach (AssembledDevice each in devices) (each.Device as IHostBackedDevice)?.Flush();
            MachineRequest next = TakeRequest();
            if (failure is { } error) ExceptionDispatchInfo.Throw(error);
            if (!next.IsReset || EndsOnReset)
            {
                Observer?.ShutDown(next.Cause);
                if (!StaysOnShutdown) return next.Status;
                if (WaitForQuit(next.Status) is { } status) return status;
                next = TakeRequest();
            }

            Reset();
            SettleAfterReset(next.Cause);
        }
    }

    /// <summary>What the engines did. Call when <see cref="Run"/> has ended.</summary>
    public EngineStatistics CollectStatistics()
    {
        TimeSpan now = ProcessClock.Elapsed;
        return StatisticsCollector.Collect(engines, aot) with
        {
            TimeToFirstInstruction = timeToFirstInstruction ?? now,
            WallTime = now,
        };
    }

    /// <summary>The file that translated code is kept in; null when it is kept in memory, or there is none. Any
    /// thread.</summary>
    public string? CodeCacheFile => aot?.Store.Statistics.File;

    /// <inheritdoc/>
    public void RequestShutdown(int status) =>
        Request(new MachineRequest(IsReset: false, status, ShutdownCause.GuestShutdown));

    /// <inheritdoc/>
    public void RequestQuit(int status) => RequestQuit(status, ShutdownCause.HostUi);

    /// <summary>As the other form, for a user who is not at the console.</summary>
    /// <param name="status">What the emulator exits with.</param>
    /// <param name="cause">Who it is.</param>
    public void RequestQuit(int status, ShutdownCause cause)
    {
        lock (gate) quitStatus ??= status;
        Request(new MachineRequest(IsReset: false, status, cause));
    }

    /// <summary>As <see cref="RequestShutdown"/>, for a user who wants the machine to end now: from here on nothing waits
    /// for a host that does not take the guest's output. Any thread may call.</summary>
    public void RequestEnd(int status)
    {
        consoles.Abandon();
        RequestQuit(status, ShutdownCause.HostSignal);
    }

    /// <inheritdoc/>
    public void RequestReset() => Request(new MachineRequest(IsReset: true, Status: 0, ShutdownCause.GuestReset));

    public void Dispose()
    {
        // The constructor may have failed before these were made.
        foreach (CpuThread thread in threads) thread.End();
        hostPort?.Dispose();
        incoming?.Dispose();
        CloseBootSnapshot();
        added?.Stop();
        events?.Dispose();
        added?.Dispose();
        consoles?.Dispose();
        if (engines is not null) aot?.Stop(engines);
        engines?.Dispose();
        aot?.Dispose();
        foreach (Cpu cpu in cpus) cpu.Dispose();
        // What disks still wait for is written to or from the guest's memory.
        foreach (VirtioDevice device in options.VirtioDevices) (device as IDisposable)?.Dispose();
        memoryObjects?.Dispose();
        memory.Dispose();
        loader.Dispose();
    }

    /// <summary>The device tree of a machine as the guest gets it, but for what booting adds; nothing is loaded for it,
    /// and nothing opened but the file of <c>-dtb</c>, which takes its place.</summary>
    /// <exception cref="BootException">That file cannot be used.</exception>
    public static DeviceTreeDocument DescribeOnly(Board board, MachineOptions options)
    {
        ArgumentNullException.ThrowIfNull(board);
        ArgumentNullException.ThrowIfNull(options);
        if (BootLoader.ReadDeviceTree(options.Boot) is { } given) return given;
        using AddressMap memory = new();
        using EventLoop events = new(new MachineClock());
        List<ICharacterBackend> serialPorts =
            [.. Enumerable.Range(0, Math.Max(1, options.Configuration.SerialPorts.Count)).Select(_ => new NullBackend())];
        BoardSettings settings = SettingsOf(board, options);
        List<Cpu> cpus = [];
        for (int id = 0; id < options.CpuCount; id++) cpus.Add(settings.CpuModel.CreateCpu(id, memory, events));
        try
        {
            return BoardTree.Describe(
                board, settings,
                BoardAssembly.Assemble(
                    board, memory, new BusMemory(memory), cpus, events, new NoControl(), serialPorts, settings,
                    GuestTime.For(options, events.Clock)));
        }
        finally
        {
            foreach (Cpu cpu in cpus) cpu.Dispose();
        }
    }

    private static BoardSettings SettingsOf(Board board, MachineOptions options) => new()
    {
        CpuModel = options.CpuModel ?? board.DefaultCpuModel,
        CpuCount = options.CpuCount,
        MemorySize = options.MemorySize,
        HasNumaNode = options.HasNumaNode,
        Random = options.Random,
    };

    private static MachineOptions WithoutAnything(MachineOptions options) => options with
    {
        CpuCount = 0,
        MemorySize = 0,
        Accel = options.Accel with { Kind = AccelKind.Interpreter },
        Boot = new BootOptions() { HasOtherImages = true },
    };

    private static bool HasFirmwareInFlash(Board board, MachineOptions options)
    {
        bool isImage = options.Configuration.FlashNodes is [not null, ..];
        bool isFile = board.Boot.PutsFirmwareIntoFlash && options.Boot.Firmware == FirmwareKind.File;
        if (isImage && isFile)
            throw new ConfigurationException("-bios and a drive are both the content of the first bank of flash; leave one out");
        return isImage || isFile;
    }

    private void CheckSize()
    {
        if (board.IsEmpty) return;
        if (options.CpuCount < 1 || options.CpuCount > board.MaximumCpus)
            throw new MachineException(MachineError.CpuCount, $"{options.CpuCount}", $"{board.MaximumCpus}");
        ulong most = (1UL << board.PhysicalAddressBits) - board.RamStart.Value;
        if (options.MemorySize > most)
            throw new MachineException(MachineError.TooMuchMemory, $"{options.MemorySize}", $"{most}");
    }

    /// <summary>Gives firmware what the user wants it to know and, when it lies in flash, what it is to boot.</summary>
    private void FillFirmwareConfiguration()
    {
        if (devices.Select(each => each.Device).OfType<FwCfg>().FirstOrDefault() is not { } configuration) return;
        foreach (ConfiguredItem item in options.Configuration.FirmwareItems) FirmwareItem.Add(item, configuration);
        if (options.Identifier != default) configuration.SetIdentifier(options.Identifier);
        options.BootMenu.Fill(configuration);
        IReadOnlyList<string> order = added!.BootOrder();
        configuration.SetBootOrder(options.BootMenu.IsStrict && order.Count != 0 ? [.. order, "HALT"] : order);
        if (options.Boot.FlashStart is null) return;
        configuration.SetKernel(
            loader.ReadForFirmware(options.Boot.KernelPath), loader.ReadForFirmware(options.Boot.InitialRamdiskPath),
            options.Boot.CommandLine ?? "");
    }

    /// <summary>Names the code cache's file, and tells who wants to know.</summary>
    private UInt128 NameCode()
    {
        VirtioBlock? disk = added!.BootDisk ?? options.VirtioDevices.OfType<VirtioBlock>().FirstOrDefault();
        UInt128 name = ImageHash.Of(
            options.Boot, board.Boot,
            options.Boot.FlashStart is { } flash ? memory.Memory(flash, NamingFlash) : default,
            disk?.Drive is { } drive ? () => DiskIdentity.Of(drive, disk.IoThread ?? events) : null);
        options.CodeNamed?.Invoke(name);
        return name;
    }

    /// <summary>Fills the virtio slots in the order in which drivers look at them.</summary>
    private void PlugVirtioDevices(BusMemory bus)
    {
        List<VirtioMmioTransport> slots = [.. devices.Select(each => each.Device).OfType<VirtioMmioTransport>()];
        if (options.VirtioDevices.Count > slots.Count)
            throw new MachineException(
                MachineError.TooManyVirtioDevices, $"{options.VirtioDevices.Count}", $"{slots.Count}");
        foreach (VirtioMmioTransport slot in slots) slot.IsLegacy = options.ForcesLegacyVirtio;
        for (int i = 0; i < options.VirtioDevices.Count; i++) slots[i].Plug(options.VirtioDevices[i], bus, events);
    }

    private void AddMemory()
    {
        if (board.IsEmpty) return;
        foreach (BoardRom rom in board.Roms) memory.AddRom(rom.Name, rom.Start, rom.Size);
        if (options.Configuration.MemoryBackend is { } name)
        {
            memory.AddRam("ram", board.RamStart, TakeMemory(name));
            return;
        }

        try
        {
            memory.AddRam("ram", board.RamStart, options.MemorySize);
        }
        catch (InsufficientMemoryException)
        {
            throw new MachineException(MachineError.NotEnoughHostMemory, $"{options.MemorySize}");
        }

        var there = (ulong)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (options.MemorySize > there)
        {
            Log.Write(
                ~LogItems.None,
                $"-m: {options.MemorySize} bytes, of which the host has {there}; it ends the emulator when the guest uses more");
        }
    }

    private HostMemory TakeMemory(string name)
    {
        MemoryBackend backend = memoryObjects!.Find(name) ?? throw new ConfigurationException($"Memory backend '{name}' not found");
        if (backend.Size != options.MemorySize)
            throw new ConfigurationException("Machine memory size does not match the size of the memory backend; "
                + $"-m says {options.MemorySize} bytes, '{name}' has {backend.Size}");
        return backend.Take();
    }

    /// <summary>Puts the images into memory and the CPUs to their first instructions. All CPUs are parked.</summary>
    private void Load()
    {
        if (board.IsEmpty) return;
        DeviceTreeDocument tree = BootLoader.ReadDeviceTree(options.Boot) ?? BoardTree.Describe(board, settings, devices);
        IReadOnlyList<LoaderDevice> loaders = added?.Loaders ?? [];
        DeviceTree = tree;
        BootState state = loader.Load(memory, tree, [.. loaders.Select(each => each.Image).OfType<IBootImage>()]);
        foreach (CpuThread thread in threads)
        {
            thread.WaitUntilParked();
            Cpu cpu = thread.Cpu;
            firmware.Serve(cpu, state.UsesBuiltInFirmware);
            state.Start?.Invoke(cpu);
            if (loaders.LastOrDefault(each => each.Cpu == cpu.Id) is { } start) board.Boot.StartAt(cpu, start.Entry);
            // Above the firmware inside the emulator the guest starts the other CPUs itself.
            thread.Prepare(isStarted: !state.UsesBuiltInFirmware || cpu.Id == 0);
        }

        usesBuiltInFirmware = state.UsesBuiltInFirmware;
        hostPort = state.OpenHostPort?.Invoke(services);
    }

    private void Reset()
    {
        // The interrupt controllers come last: before, the wires to them may still be high.
        foreach (AssembledDevice each in devices.Reverse())
        {
            if (each.Device.IsSelfLocking) each.Device.Reset();
            else lock (each.Device.SyncRoot) each.Device.Reset();
        }

        foreach (Cpu cpu in cpus)
        {
            firmware.Reset(cpu);
            board.Boot.Reset(cpu);
        }

        foreach (CpuRunner runner in engines.Runners) runner.Reset();
    }

    /// <summary>Lets the CPUs run, unless the machine's end was asked for while it was being loaded.</summary>
    private void ReleaseCpus()
    {
        lock (gate)
            if (request is not null || options.Accel.IsTest) return;
        timeToFirstInstruction ??= ProcessClock.Elapsed;
        foreach (CpuThread thread in threads) thread.Release();
    }

    private void StopCpus()
    {
        foreach (CpuThread thread in threads) thread.RequestStop();
        foreach (CpuThread thread in threads) thread.WaitUntilParked();
    }

    /// <summary>
    /// Waits until the host has what the guest has sent: first what the backend holds, then what the port could not
    /// give it yet.
    /// </summary>
    private void FlushConsole()
    {
        consoles.Flush();
        events.Run(() =>
        {
            foreach (AssembledDevice each in devices)
                if (each.Device is ICharacterFrontEnd port) port.OutputRoomAvailable();
            return default;
        });
        consoles.Flush();
    }

    /// <summary>The first request counts, but a shutdown takes the place of a reset.</summary>
    private void Request(MachineRequest wanted)
    {
        lock (gate)
        {
            if (request is null || (request.Value.IsReset && !wanted.IsReset)) request = wanted;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Takes the request that is there. The cpus stand still, so that a second one of a guest that wants the
    /// same is not a request for the machine after the reset.</summary>
    private MachineRequest TakeRequest()
    {
        lock (gate)
        {
            MachineRequest taken = request!.Value;
            request = null;
            return taken;
        }
    }

    private void Fail(Exception error)
    {
        lock (gate) failure ??= error;
        Request(new MachineRequest(IsReset: false, Status: 1, ShutdownCause.HostError));
    }

    private readonly record struct MachineRequest(bool IsReset, int Status, ShutdownCause Cause);

    /// <summary>For devices that are made only to be described.</summary>
    private sealed class NoControl : IMachineControl
    {
        public void RequestShutdown(int status)
        {
        }

        public void RequestReset()
        {
        }
    }
}
