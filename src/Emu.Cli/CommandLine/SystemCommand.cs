using Emu.Chardev;
using Emu.Core.Control;
using Emu.Core.Memory;
using Emu.Engine;
using Emu.Isa;
using Emu.Machine;
using Emu.Machine.Boot;
using Emu.Machine.Configuration;
using Emu.Model.Options;

namespace Emu.Cli.CommandLine;

/// <summary>A system emulator's command line: names and meaning of the options are QEMU's.</summary>
internal sealed class SystemCommand
{
    private readonly string name;
    private readonly EmulatedGuest guest;
    private readonly Func<SystemRequest, int> act;

    /// <param name="name">The command's name in usage lines.</param>
    /// <param name="guest">Whose machines it emulates.</param>
    /// <param name="act">Runs the machine and returns the exit status.</param>
    public SystemCommand(string name, EmulatedGuest guest, Func<SystemRequest, int> act)
    {
        this.name = name;
        this.guest = guest;
        this.act = act;
    }

    /// <summary>Does what the arguments say; returns the exit status.</summary>
    /// <exception cref="CommandLineException">They are not understood, or a value is wrong.</exception>
    public int Run(IReadOnlyList<string> arguments)
    {
        List<GivenOption> given = [];
        foreach (GivenOption option in SystemScanner.Scan(name, arguments))
        {
            if (option.Name == "-readconfig") given.AddRange(ConfigurationFile.Read(option));
            else given.AddRange(MachineProperties.Spread(option));
        }

        SystemValues values = new(given);
        if (values.Has("-help")) return Print(SystemHelp.Text(name, guest));
        if (values.Has("-version")) return PrintVersion();
        foreach (GivenOption option in given)
            if (SystemHelp.ForValue(option, guest) is { } list) return Print(list);
        SystemRequest request = Read(values, OptionGroups.Read(given));
        return values.Has("-explain")
            ? Print(ConfigurationWriter.Write(request.Options.Configuration))
            : act(request);
    }

    private static int Print(string text)
    {
        Console.Out.Write(text);
        return ExitStatus.Success;
    }

    private int PrintVersion()
    {
        ProductVersion.Print(name);
        return ExitStatus.Success;
    }

    /// <summary>Reads and checks all values.</summary>
    private SystemRequest Read(SystemValues values, OptionGroups groups)
    {
        SystemWords words = SystemWords.Read(values);
        MachineProperties machine = MachineProperties.Parse(values.All("-machine"), guest.Machines!.Boards);
        List<string> notes = [];
        AccelOptions accel = Accelerators.Parse(values.Accelerators, machine.Accelerators, guest, notes);
        if (accel.TranslatesAfterExit)
            throw new CommandLineException("-accel after=exit: only for programs in user mode; for a machine there is emu cache build");
        TraceWish trace = TraceWish.Read(values);
        if (values.Last("-D") is not null && values.Last("-d") is null && !values.Has("-trace"))
            throw new CommandLineException("-D has no effect without -d or -trace; add -d ITEMS (-d help lists them)");
        MachineConfiguration configuration = WithSerialPorts(
            WriteOut(groups), values, 1 + machine.Board.FurtherSerialPorts.Count);
        List<ConfiguredItem> characterDevices = [.. configuration.CharacterDevices];
        IReadOnlyList<ConfiguredMonitor> monitors = MonitorSugar.Read(values.Given, groups, characterDevices, configuration.SerialPorts);
        ConfiguredDebugger? debugger = DebuggerSugar.Read(values.Given, characterDevices);
        ConfiguredTest? test = TestSugar.Read(values, characterDevices);
        configuration = configuration with
        {
            CharacterDevices = characterDevices,
            Debugger = debugger,
            Test = test,
            Monitors = monitors,
            IsTemporary = values.Has("-snapshot"),
            EscapeKey = ReadEscapeKey(values.Last("-echr")),
            FlashNodes = [.. configuration.FlashNodes.Select((node, bank) => node ?? machine.FlashNodes[bank])],
        };
        int cpus = values.Last("-smp") is { } count ? CpuCount.Parse(count, machine.Board.MaximumCpus) : 1;
        MemoryWords memory = MemoryWords.Read(values, machine, configuration, cpus);
        return new SystemRequest()
        {
            Machine = machine,
            Options = new MachineOptions()
            {
                CpuModel = ReadCpu(values.Last("-cpu")),
                CpuCount = cpus,
                MemorySize = memory.Size,
                HasNumaNode = memory.HasNode,
                Accel = values.Has("-perfmap") ? NameCode(accel) : accel,
                Boot = ReadBoot(values, machine, configuration.FlashNodes is [not null, ..]) with
                {
                    HasOtherImages = accel.IsTest || configuration.Devices.Any(item => item.Options.Text("driver") == "loader"),
                },
                EndsOnReset = words.EndsOnReset,
                StaysOnShutdown = words.StaysOnShutdown,
                StartsPaused = values.Has("-S"),
                ClockOffset = words.ClockOffset,
                ClockSource = words.ClockSource,
                Random = new GuestRandom(words.Seed),
                Identifier = words.Identifier,
                BootMenu = words.BootMenu,
                HasQemuThreadNames = words.HasQemuThreadNames,
                Configuration = memory.Configuration,
            },
            LogItems = values.Last("-d") is { } items ? LogItemNames.Parse(items) : default,
            Trace = trace,
            LogFile = values.LastPath("-D"),
            Name = words.ProcessName,
            GuestName = words.GuestName,
            Guest = guest,
            PidFile = values.LastPath("-pidfile"),
            IsDaemon = values.Has("-daemonize") && machine.DeviceTreeFile is null,
            Confinement = Confinement.Read(values, configuration),
            StampsMessages = words.StampsMessages,
            NameInMessages = words.NamesGuestInMessages ? words.GuestName : null,
            Notes = notes,
        };
    }

    private static MachineConfiguration WriteOut(OptionGroups groups)
    {
        try
        {
            return MachineSugar.WriteOut(groups);
        }
        catch (ConfigurationException e)
        {
            throw new CommandLineException(e.Message);
        }
    }

    private static AccelOptions NameCode(AccelOptions accel) => accel.Kind == AccelKind.Aot
        ? accel with { PerfMap = true }
        : throw new CommandLineException("-perfmap names translated code, and -accel interp makes none; leave one out");

    private static BootOptions ReadBoot(SystemValues values, MachineProperties machine, bool hasFlash)
    {
        string firmware = values.LastPath("-bios") ?? machine.Firmware ?? "default";
        BootOptions boot = new()
        {
            Firmware = firmware switch
            {
                "default" => FirmwareKind.BuiltIn,
                "none" => FirmwareKind.None,
                _ => FirmwareKind.File,
            },
            FirmwarePath = FindFirmware(firmware, values.All("-L")),
            KernelPath = values.LastPath("-kernel") ?? machine.Kernel,
            InitialRamdiskPath = values.LastPath("-initrd") ?? machine.InitialRamdisk,
            CommandLine = values.Last("-append") ?? machine.KernelCommandLine,
            DeviceTreePath = values.LastPath("-dtb") ?? machine.GivenDeviceTree,
            FlashStart = hasFlash
                ? new PhysicalAddress(machine.Board.Devices.First(device => device.IsReadAsMemory).Address)
                : null,
        };
        if (boot.KernelPath is not null) return boot;
        if (boot.CommandLine is not null) throw new CommandLineException("-append needs a kernel; add -kernel FILE");
        if (boot.InitialRamdiskPath is not null)
            throw new CommandLineException("-initrd needs a kernel; add -kernel FILE");
        return boot;
    }

    /// <summary>A name without a directory that is not here is looked for in those of <c>-L</c>.</summary>
    private static string FindFirmware(string name, IReadOnlyList<string> folders)
    {
        if (name is "default" or "none" || name.Contains('/', StringComparison.Ordinal) || File.Exists(name)) return name;
        return folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists) ?? name;
    }

    /// <summary>Connects the serial ports: the first to the terminal, unless the user says otherwise.</summary>
    private static MachineConfiguration WithSerialPorts(MachineConfiguration configuration, SystemValues values, int most)
    {
        IReadOnlyList<string> given = values.All("-serial");
        if (given.Count > most) throw new CommandLineException($"-serial {given[most]}: this machine has at most {most} serial ports");
        if (given.Count == 0) given = values.Has("-nodefaults") || values.Has("-daemonize") ? ["none"] : ["mon:stdio"];
        List<ConfiguredItem> devices = [.. configuration.CharacterDevices];
        List<string?> ports = [];
        foreach (string value in given)
        {
            try
            {
                ports.Add(SerialSugar.Read(value, ports.Count, devices));
            }
            catch (OptionException e)
            {
                throw new CommandLineException($"-serial: {e.Message}");
            }
        }

        if (values.Has("-daemonize")) CheckTerminals(values, devices);
        return configuration with { CharacterDevices = devices, SerialPorts = ports };
    }

    /// <summary>A machine in the background has no terminal.</summary>
    private static void CheckTerminals(SystemValues values, List<ConfiguredItem> devices)
    {
        if (values.Has("-nographic") && !values.Has("-nodefaults") && values.All("-serial").Count == 0)
            throw new CommandLineException("-nographic cannot be used with -daemonize; use -display none, and -serial for the port");
        foreach (ConfiguredItem device in devices)
            if (device.Options.Text("backend") == "stdio")
                throw new CommandLineException($"{device.Origin}: cannot use stdio with -daemonize; use unix:, pty or file:");
    }

    private static byte ReadEscapeKey(string? value)
    {
        if (value is null) return EscapeMultiplexer.DefaultEscapeKey;
        return OptionReader.TryParseInteger(value, out Int128 key) && key >= 0 && key <= byte.MaxValue
            ? (byte)key : throw new CommandLineException($"-echr {value}: not the code of a key; give 1 for Ctrl-A, 0x14 for Ctrl-T");
    }

    private CpuModel ReadCpu(string? value)
    {
        if (value is null) return guest.DefaultCpu;
        return guest.TryReadCpu(value, out CpuModel model, out string error)
            ? model
            : throw new CommandLineException($"-cpu: {error}");
    }
}
