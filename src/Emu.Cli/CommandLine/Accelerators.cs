using Emu.Engine;
using Emu.Host;

namespace Emu.Cli.CommandLine;

/// <summary>The values of <c>-accel</c>, and of <c>accel=</c> in <c>-machine</c>: how guest code is run.</summary>
/// <remarks>As in QEMU the first one that is available is used, so that <c>-accel kvm -accel tcg</c> works.</remarks>
internal static class Accelerators
{
    private const string Translator = "aot", QemuTranslator = "tcg", Interpreter = "interp", Test = "qtest";

    /// <summary>Accelerators of QEMU that run the guest on the host's own CPU.</summary>
    private static readonly string[] Hypervisors = ["kvm", "xen", "hvf", "nvmm", "whpx", "hax"];

    /// <summary>Names and descriptions, for help.</summary>
    public static IEnumerable<(string Name, string Description)> All =>
    [
        (Translator, "translated code, kept on disk (default)"),
        .. AccelProperties.Translator.Select(each => ($"...,{each.Name}={each.Values}", each.Description)),
        (QemuTranslator, "the same, by QEMU's name"),
        (Interpreter, "the interpreter"),
        .. AccelProperties.Interpreter.Select(each => ($"...,{each.Name}={each.Values}", each.Description)),
        (Test, "no code: the CPUs stand still, and a test plays them by -qtest"),
    ];

    /// <summary>What the options ask for together.</summary>
    /// <param name="values">Of <c>-accel</c>, in order.</param>
    /// <param name="machineValue">Of <c>-machine accel=</c>: names between colons; null when not given.</param>
    /// <param name="guest">Whose code is run.</param>
    /// <param name="notes">Takes a line for each thing that is done otherwise than asked.</param>
    /// <exception cref="CommandLineException">None of them can be used, or one is wrong.</exception>
    public static AccelOptions Parse(
        IReadOnlyList<string> values, string? machineValue, EmulatedGuest guest, List<string> notes)
    {
        if (machineValue is not null && values.Count != 0)
            throw new CommandLineException("-accel and -machine accel= say the same thing twice; leave one out");
        string option = machineValue is null ? "-accel" : "-machine accel";
        IReadOnlyList<string> wanted = machineValue?.Split(':') ?? values;
        AccelOptions? chosen = null;
        List<string> skipped = [];
        foreach (string value in wanted)
        {
            AccelOptions? options = Read(option, value, chosen is null ? notes : []);
            if (options is null) skipped.Add(NameOf(value));
            else if (chosen is null) chosen = options;
            else notes.Add($"{option} {value}: not used, since what was asked for before is available");
        }

        if (wanted.Count == 0) return AsAllowed(AccelOptions.Default);
        if (chosen is null) throw NotAvailable(option, skipped[0], guest);
        foreach (string name in skipped) notes.Add($"{option} {name}: not available here, another one is used");
        return AsAllowed(chosen);
    }

    /// <summary>Where the process has rights that its caller has not, code comes from no file that the caller could
    /// write.</summary>
    private static AccelOptions AsAllowed(AccelOptions options) => ProcessStart.IsSecure
        ? options with { Cache = CacheMode.Off, CacheDirectory = null, CacheFile = null, PerfMap = false }
        : options;

    private static CommandLineException NotAvailable(string option, string name, EmulatedGuest guest) => new(
        $"{option} {name}: not available, {guest.Family} code is never run by the host's CPU directly; use {option} aot");

    /// <summary>The options of one value; null when it is an accelerator that is never available.</summary>
    private static AccelOptions? Read(string option, string value, List<string> notes)
    {
        string name = NameOf(value);
        IEnumerable<(string Name, string? Value)> properties = PropertyList.Parse(value).Skip(1);
        return name switch
        {
            Translator => ReadProperties(option, value, AccelProperties.Translator, new AccelOptions(), properties),
            QemuTranslator => ReadProperties(
                option, value, AccelProperties.Translator, new AccelOptions(),
                QemuTranslatorProperties.Take(option, value, properties, notes)),
            Interpreter => ReadProperties(
                option, value, AccelProperties.Interpreter, new AccelOptions() { Kind = AccelKind.Interpreter },
                properties),
            Test => ReadProperties(
                option, value, [], new AccelOptions() { Kind = AccelKind.Interpreter, IsTest = true }, properties),
            _ when Hypervisors.Contains(name) => null,
            _ => throw new CommandLineException(
                $"{option} {value}: '{name}' is not an accelerator; there are {Translator}, {QemuTranslator} " +
                $"(the same), {Interpreter} and {Test}"),
        };
    }

    private static string NameOf(string value) => PropertyList.Parse(value) switch
    {
        [(var name, null), ..] => name,
        [("accel", { } name), ..] => name,
        _ => "",
    };

    private static AccelOptions ReadProperties(
        string option, string value, IReadOnlyList<AccelProperty> known, AccelOptions options,
        IEnumerable<(string Name, string? Value)> properties)
    {
        foreach ((string name, string? text) in properties)
        {
            AccelProperty property = known.FirstOrDefault(each => each.Name == name)
                ?? throw new CommandLineException(
                    $"{option} {value}: '{name}' is not a property of {NameOf(value)}; there are "
                    + string.Join(", ", known.Select(each => each.Name)));
            options = (text is null ? null : property.Set(options, text))
                ?? throw new CommandLineException(
                    $"{option} {value}: '{name}={text}' is not allowed; give {name}={property.Values}");
        }

        if (options is { CacheDirectory: not null, CacheFile: not null })
            throw new CommandLineException(
                $"{option} {value}: cache-dir and cache-file both say where code is kept; leave one out");
        return options;
    }
}
