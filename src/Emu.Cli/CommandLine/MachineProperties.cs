using Emu.Machine.Boards;
using Emu.Model.Options;

namespace Emu.Cli.CommandLine;

/// <summary>The value of <c>-machine</c>: <c>virt</c> and its properties.</summary>
/// <param name="Board">Which machine.</param>
/// <param name="DeviceTreeFile">Where <c>dumpdtb</c> writes, or null.</param>
/// <param name="Accelerators">The value of <c>accel</c>, or null.</param>
internal sealed record MachineProperties(Board Board, string? DeviceTreeFile, string? Accelerators = null)
{
    /// <summary>What no machine has, so that it can only be turned off.</summary>
    private static readonly string[] AbsentUnits =
    [
        "acpi", "usb", "dump-guest-core", "mem-merge", "graphics", "suppress-vmdesc", "nvdimm", "hmat",
        "enforce-config-section", "igd-passthru", "vmport", "hpet", "smm",
    ];

    /// <summary>Properties with properties of their own, and the options that are the same.</summary>
    private static readonly (string Name, string Option)[] Groups = [("smp", "-smp"), ("memory", "-m"), ("boot", "-boot")];

    /// <summary>The object that is the machine's RAM, or null.</summary>
    public string? MemoryBackend { get; private init; }

    /// <summary>The firmware of <c>firmware=</c>, or null.</summary>
    public string? Firmware { get; private init; }

    /// <summary>The file of <c>kernel=</c>, or null.</summary>
    public string? Kernel { get; private init; }

    /// <summary>The file of <c>initrd=</c>, or null.</summary>
    public string? InitialRamdisk { get; private init; }

    /// <summary>The text of <c>append=</c>, or null.</summary>
    public string? KernelCommandLine { get; private init; }

    /// <summary>The file of <c>dtb=</c>, or null.</summary>
    public string? GivenDeviceTree { get; private init; }

    /// <summary>The block nodes of <c>pflash0=</c> and <c>pflash1=</c>, or null.</summary>
    public IReadOnlyList<string?> FlashNodes { get; private init; } = [null, null];

    /// <summary>Reads all <c>-machine</c> options together; later ones add to earlier ones.</summary>
    /// <param name="values">The options.</param>
    /// <param name="boards">The machines; the first one is meant when none is named.</param>
    /// <exception cref="CommandLineException">A machine or a property is not known.</exception>
    public static MachineProperties Parse(IEnumerable<string> values, IReadOnlyList<Board> boards)
    {
        MachineProperties machine = new(boards[0], null);
        foreach (string value in values)
        {
            try
            {
                foreach ((string name, OptionValue text) in KeyValueGrammar.Parse(value, "type").Members)
                    machine = machine.With(name, text, boards);
            }
            catch (OptionException e)
            {
                throw new CommandLineException($"-machine {value}: {e.Message}");
            }
        }

        return machine;
    }

    /// <summary>Takes those properties out of a <c>-machine</c> option that are options of their own, as
    /// <c>smp.cpus=2</c>.</summary>
    public static IEnumerable<GivenOption> Spread(GivenOption option)
    {
        if (option.Name != "-machine" || !Groups.Any(group => option.Value.Contains(group.Name, StringComparison.Ordinal))) return [option];
        OptionTree machine;
        try
        {
            machine = KeyValueGrammar.Parse(option.Value, "type");
        }
        catch (OptionException)
        {
            // Whoever reads the option says what is wrong with it.
            return [option];
        }

        List<GivenOption> all = [];
        OptionTree rest = new();
        foreach ((string name, OptionValue value) in machine.Members)
        {
            string? own = Groups.FirstOrDefault(group => group.Name == name).Option;
            if (own is null || value.Tree is not { } tree) rest.Add(name, value);
            else all.Add(new GivenOption(SystemOptions.All.First(each => each.Name == own), own, tree.ToString()));
        }

        return [option with { Value = rest.ToString() }, .. all];
    }

    private MachineProperties With(string name, OptionValue value, IReadOnlyList<Board> boards)
    {
        string text = OptionReader.Text(name, value);
        switch (name)
        {
            case "type":
                return this with { Board = Find(text, boards) };
            case "dumpdtb":
                return this with { DeviceTreeFile = File(name, text) };
            case "accel":
                return this with { Accelerators = text };
            case "firmware":
                return this with { Firmware = File(name, text) };
            case "kernel":
                return this with { Kernel = File(name, text) };
            case "initrd":
                return this with { InitialRamdisk = File(name, text) };
            case "append":
                return this with { KernelCommandLine = text };
            case "dtb":
                return this with { GivenDeviceTree = File(name, text) };
            case "memory-backend":
                return this with { MemoryBackend = text };
            case "pflash0":
                return this with { FlashNodes = [text, FlashNodes[1]] };
            case "pflash1":
                return this with { FlashNodes = [FlashNodes[0], text] };
            case "kernel-irqchip" or "kernel_irqchip" when text is "off" or "auto":
                return this;
        }

        if (Board.FixedProperties.FirstOrDefault(each => each.Name == name) is { } known)
            return text == known.Value ? this : throw new OptionException($"'{name}={text}': {known.Refusal}");
        if (!AbsentUnits.Contains(name) && !Board.AbsentUnits.Contains(name))
            throw new OptionException($"Property '{Board.Name}-machine.{name}' not found; -machine help lists the properties");
        bool isOn = value.Text is not "auto" && OptionReader.Boolean(name, value);
        return isOn ? throw new OptionException($"'{name}' is not there and cannot be on; write {name}=off") : this;
    }

    private static string File(string name, string text) =>
        text.Length != 0 ? text : throw new OptionException($"{name} names no file; give {name}=FILE");

    private static Board Find(string name, IReadOnlyList<Board> boards)
    {
        Board[] all = [.. boards, Board.Empty(boards[0])];
        if (all.FirstOrDefault(board => name == board.Name || name == board.Alias) is { } found) return found;
        Board? other = all.FirstOrDefault(board => board.Alias is not null && name.StartsWith($"{board.Alias}-", StringComparison.Ordinal));
        throw new OptionException(other is null
            ? $"'{name}' is not a machine that is there; -machine help lists them"
            : $"'{name}' is not there, as machines of other versions differ; write {other.Alias} for {other.Name}");
    }
}
