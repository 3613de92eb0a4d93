using System.CommandLine;
using System.CommandLine.Help;
using Emu.Chardev;
using Emu.Engine;
using Emu.Isa.RiscV;
using Emu.Machine;
using Emu.Machine.Boot;

namespace Emu.Cli.CommandLine;

/// <summary>The options of a system emulator: names and meaning are QEMU's.</summary>
internal sealed class SystemCommand
{
    private readonly Option<string[]> machine = Value(
        "-machine", "NAME[,PROPERTY=VALUE...]", "machine; -machine help lists them", "-M", "--machine");
    private readonly Option<string[]> cpu = Value(
        "-cpu", "MODEL[,FEATURE=on|off...]", "CPU and its features; -cpu help lists them", "--cpu");
    private readonly Option<string[]> memory = Value(
        "-m", "SIZE", "memory, in MiB or with a suffix: 512M, 2G (default 128M)", "--m");
    private readonly Option<string[]> harts = Value("-smp", "N", "number of CPUs (default 1)", "--smp");
    private readonly Option<string[]> accelerator = Value(
        "-accel", "NAME[,PROPERTY=VALUE...]", "how guest code is run (default aot); -accel help lists it", "--accel");
    private readonly Option<string[]> bios = Value(
        "-bios", "default|none|FILE", "firmware; default is the SBI inside the emulator", "--bios");
    private readonly Option<string[]> kernel = Value(
        "-kernel", "FILE", "kernel: Linux Image, Image.gz, ELF or raw", "--kernel");
    private readonly Option<string[]> ramdisk = Value("-initrd", "FILE", "initial ramdisk", "--initrd");
    private readonly Option<string[]> commandLine = Value("-append", "TEXT", "the kernel's command line", "--append");
    private readonly Option<string[]> deviceTree = Value(
        "-dtb", "FILE", "device tree to use instead of the machine's", "--dtb");
    private readonly Option<string[]> serial = Value(
        "-serial", "DEVICE", "other end of the serial port: stdio, mon:stdio (default), null, none, file:PATH, pty",
        "--serial");
    private readonly Option<bool> noGraphic = Flag(
        "-nographic", "no graphics, serial port on the terminal (as it is by default)", "--nographic");
    private readonly Option<string[]> display = Value("-display", "none", "display; there is none", "--display");
    private readonly Option<string[]> monitor = Value("-monitor", "none", "monitor; there is none", "--monitor");
    private readonly Option<bool> noReboot = Flag("-no-reboot", "exit instead of rebooting", "--no-reboot");
    private readonly Option<string[]> logItems = Value(
        "-d", "ITEM[,ITEM...]", "log to standard error; -d help lists the items", "--d");
    private readonly Option<string[]> logFile = Value("-D", "FILE", "write the log to a file", "--D");
    private readonly Option<bool> perfMap = Flag(
        "-perfmap", "name translated code in /tmp/perf-PID.map, for perf report", "--perfmap");
    private readonly Option<string[]> name = Value("-name", "NAME", "name of the process in lists", "--name");

    /// <param name="name">The command's name in usage lines.</param>
    /// <param name="act">Runs the machine and returns the exit status.</param>
    public SystemCommand(string name, Func<SystemRequest, int> act)
    {
        Command = new Command(name, "Emulates a 64-bit RISC-V machine.")
        {
            machine, cpu, memory, harts, accelerator, bios, kernel, ramdisk, commandLine, deviceTree, serial,
            noGraphic, display, monitor,
            noReboot, logItems, logFile, perfMap, this.name,
        };
        Command.Options.Add(new VersionFlag());
        Command.Options.Add(new HelpOption("-help", "-h", "--help"));
        Command.SetAction(result => Act(result, act));
    }

    /// <summary>The command, for the parser.</summary>
    public Command Command { get; }

    private int Act(ParseResult result, Func<SystemRequest, int> act)
    {
        foreach (Option option in Command.Options)
        {
            if (result.GetResult(option) is not { } given || !given.Tokens.Any(token => token.Value is "help" or "?"))
                continue;
            if (ValueHelp.Find(option.Name) is not { } list) continue;
            Console.Out.Write(list);
            return ExitStatus.Success;
        }

        return act(Read(result));
    }

    /// <summary>Reads and checks all values.</summary>
    /// <exception cref="CommandLineException">A value is wrong.</exception>
    internal SystemRequest Read(ParseResult result)
    {
        MachineProperties machineProperties = MachineProperties.Parse(result.GetValue(machine) ?? []);
        List<string> notes = [];
        AccelOptions accel = Accelerators.Parse(
            result.GetValue(accelerator) ?? [], machineProperties.Accelerators, notes);
        RefuseAllButNone(result, display);
        RefuseAllButNone(result, monitor);
        if (Last(result, logFile) is not null && Last(result, logItems) is null)
            throw new CommandLineException("-D has no effect without -d; add -d ITEMS (-d help lists them)");
        return new SystemRequest()
        {
            Machine = machineProperties,
            Options = new MachineOptions()
            {
                Isa = ReadCpu(Last(result, cpu)),
                HartCount = Last(result, harts) is { } count
                    ? HartCount.Parse(count, machineProperties.Board.MaximumHarts)
                    : 1,
                MemorySize = Last(result, memory) is { } size
                    ? MemorySize.Parse(size)
                    : MachineOptions.DefaultMemorySize,
                Accel = result.GetValue(perfMap) ? NameCode(accel) : accel,
                Boot = ReadBoot(result),
                EndsOnReset = result.GetValue(noReboot),
            },
            Serial = ReadSerial(result.GetValue(serial) ?? []),
            LogItems = Last(result, logItems) is { } items ? LogItemNames.Parse(items) : default,
            LogFile = LastPath(result, logFile),
            Name = ReadName(Last(result, name)),
            Notes = notes,
        };
    }

    private static AccelOptions NameCode(AccelOptions accel) => accel.Kind == AccelKind.Aot
        ? accel with { PerfMap = true }
        : throw new CommandLineException("-perfmap names translated code, and -accel interp makes none; leave one out");

    private BootOptions ReadBoot(ParseResult result)
    {
        string firmware = LastPath(result, bios) ?? "default";
        BootOptions boot = new()
        {
            Firmware = firmware switch
            {
                "default" => FirmwareKind.BuiltIn,
                "none" => FirmwareKind.None,
                _ => FirmwareKind.File,
            },
            FirmwarePath = firmware,
            KernelPath = LastPath(result, kernel),
            InitialRamdiskPath = LastPath(result, ramdisk),
            CommandLine = Last(result, commandLine),
            DeviceTreePath = LastPath(result, deviceTree),
        };
        if (boot.KernelPath is not null) return boot;
        if (boot.CommandLine is not null) throw new CommandLineException("-append needs a kernel; add -kernel FILE");
        if (boot.InitialRamdiskPath is not null)
            throw new CommandLineException("-initrd needs a kernel; add -kernel FILE");
        return boot;
    }

    private static SerialSpecification ReadSerial(string[] values)
    {
        if (values.Length > 1)
            throw new CommandLineException($"-serial {values[1]}: this machine has one serial port; give -serial once");
        try
        {
            return SerialSpecification.Parse(values.Length == 0 ? "mon:stdio" : values[0]);
        }
        catch (ChardevException e)
        {
            throw new CommandLineException($"-serial: {e.Message}");
        }
    }

    private static IsaOptions ReadCpu(string? value)
    {
        if (value is null) return new IsaOptions();
        return IsaOptions.TryParse(value, out IsaOptions isa, out string error)
            ? isa
            : throw new CommandLineException($"-cpu: {error}");
    }

    private static string? ReadName(string? value)
    {
        string? name = null;
        foreach ((string key, string? text) in PropertyList.Parse(value ?? ""))
        {
            if (text is null) name = key;
            else if (key == "guest") name = text;
            else throw new CommandLineException($"-name {value}: '{key}' is not supported; give the name alone");
        }

        return name;
    }

    /// <summary>For what does not exist here, so that it can only be turned off.</summary>
    private static void RefuseAllButNone(ParseResult result, Option<string[]> option)
    {
        foreach (string value in result.GetValue(option) ?? [])
            if (value != "none")
                throw new CommandLineException($"{option.Name} {value}: not supported; use {option.Name} none");
    }

    /// <summary>The value given last, which wins; null when the option was not given.</summary>
    private static string? Last(ParseResult result, Option<string[]> option) =>
        result.GetValue(option) is [.., string last] ? last : null;

    /// <summary>As <see cref="Last"/>, for the name of a file.</summary>
    private static string? LastPath(ParseResult result, Option<string[]> option) =>
        Last(result, option) is not "" and var path
            ? path
            : throw new CommandLineException($"{option.Name}: the name of the file is empty");

    private static Option<string[]> Value(string name, string valueName, string description, params string[] aliases) =>
        new(name, aliases) { Arity = ArgumentArity.OneOrMore, HelpName = valueName, Description = description };

    private static Option<bool> Flag(string name, string description, params string[] aliases) =>
        new(name, aliases) { Arity = ArgumentArity.Zero, Description = description };
}
