using System.Globalization;
using Emu.Machine;
using Emu.Machine.Configuration;

namespace Emu.Cli.CommandLine;

/// <summary><c>-boot-snapshot</c>.</summary>
internal static class BootSnapshotWords
{
    private const string Kinds = "console:TEXT, time:SECONDS or monitor";

    /// <summary>Reads the option; null when no boot is kept.</summary>
    /// <param name="values">All options.</param>
    /// <param name="configuration">What the user adds to the board.</param>
    /// <param name="cacheDirectory">Where snapshots are kept; null for the user's own directory.</param>
    /// <exception cref="CommandLineException">A word is not known, or one is missing.</exception>
    public static BootSnapshotOptions? Read(SystemValues values, MachineConfiguration configuration, string? cacheDirectory)
    {
        if (values.Last("-boot-snapshot") is not { } text) return null;
        string? mode = null, moment = null;
        foreach ((string name, string? value) in PropertyList.Parse(text))
        {
            if (value is null && mode is null) mode = name;
            else if (name == "at" && value is not null) moment = value;
            else throw new CommandLineException($"-boot-snapshot {text}: '{name}' is not known; give auto, save, require or off, and at={Kinds}");
        }

        if (mode == "off" && moment is null) return null;
        BootSnapshotMode? read = mode switch
        {
            "auto" => BootSnapshotMode.Auto,
            "save" => BootSnapshotMode.Save,
            "require" => BootSnapshotMode.Require,
            _ => null,
        };
        if (read is not { } wanted) throw new CommandLineException($"-boot-snapshot {text}: not understood; give auto, save, require or off");
        if (moment is null) throw new CommandLineException($"-boot-snapshot {text}: the moment is missing; add at={Kinds}");
        if (values.Has("-incoming")) throw new CommandLineException("-boot-snapshot: a machine of -incoming does not boot; leave out one of the two");
        (string? console, TimeSpan? delay) = ReadMoment(text, moment);
        MachineConfiguration visible = configuration with { CharacterDevices = [], Monitors = [] };
        return new BootSnapshotOptions()
        {
            Mode = wanted,
            Moment = moment,
            ConsoleText = console,
            Delay = delay,
            Directory = cacheDirectory,
            Settings = $"{ProductVersion.Text}seed {values.Last("-seed")}\nboot {values.Last("-boot")}\n{ConfigurationWriter.Write(visible)}",
        };
    }

    private static (string? Console, TimeSpan? Delay) ReadMoment(string text, string moment)
    {
        const int longest = 256, mostSeconds = 86_400;
        int colon = moment.IndexOf(':');
        (string kind, string rest) = colon < 0 ? (moment, "") : (moment[..colon], moment[(colon + 1)..]);
        switch (kind)
        {
            case "monitor" when colon < 0:
                return (null, null);
            case "console" when rest.Length is > 0 and <= longest:
                return (rest, null);
            case "time" when double.TryParse(rest, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
                && seconds is >= 0 and <= mostSeconds:
                return (null, TimeSpan.FromSeconds(seconds));
            default:
                throw new CommandLineException($"-boot-snapshot {text}: at={moment} is no moment; give {Kinds}");
        }
    }
}
