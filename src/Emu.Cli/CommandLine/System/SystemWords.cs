using System.Globalization;
using Emu.Model.Options;

namespace Emu.Cli.CommandLine;

/// <summary>The options that scripts always give: each has its effect, is true already, or is refused by name.</summary>
internal sealed record SystemWords
{
    private const string BootDevices = "abcdefghijklmnop";

    /// <summary>A reset ends the machine.</summary>
    public bool EndsOnReset { get; private init; }

    /// <summary>A guest that powers off leaves the machine standing.</summary>
    public bool StaysOnShutdown { get; private init; }

    /// <summary>How far the guest's clock is ahead of the host's in UTC.</summary>
    public TimeSpan ClockOffset { get; private init; }

    /// <summary>The process's name in lists, or null.</summary>
    public string? ProcessName { get; private init; }

    /// <summary>Messages begin with the time.</summary>
    public bool StampsMessages { get; private init; }

    /// <summary>Reads them all.</summary>
    /// <exception cref="CommandLineException">A value is wrong, or asks for what is not there.</exception>
    public static SystemWords Read(SystemValues values)
    {
        CheckAbsent(values);
        foreach (string boot in values.All("-boot")) Guard("-boot", boot, CheckBoot);
        foreach (string uuid in values.All("-uuid"))
            if (!Guid.TryParseExact(uuid, "D", out _))
                throw new CommandLineException($"-uuid {uuid}: failed to parse UUID string: wrong format; give 8-4-4-4-12 digits");
        SystemWords words = new()
        {
            EndsOnReset = values.Has("-no-reboot"),
            StaysOnShutdown = values.Has("-no-shutdown"),
        };
        foreach (string action in values.All("-action")) Guard("-action", action, text => words = words.WithAction(text));
        foreach (string rtc in values.All("-rtc")) Guard("-rtc", rtc, text => words = words.WithClock(text));
        foreach (string name in values.All("-name")) Guard("-name", name, text => words = words.WithName(text));
        foreach (string message in values.All("-msg")) Guard("-msg", message, text => words = words.WithMessages(text));
        foreach (string numa in values.All("-numa")) Guard("-numa", numa, CheckNuma);
        if (values.All("-numa").Count > 1)
            throw new CommandLineException($"-numa {values.Last("-numa")}: the machine has one node; leave it out");
        return words;
    }

    /// <summary>Options for what does not exist here, so that it can only be turned off.</summary>
    private static void CheckAbsent(SystemValues values)
    {
        foreach (string option in (string[])["-display", "-monitor", "-parallel", "-vga", "-audio", "-qmp", "-qmp-pretty", "-debugcon"])
            foreach (string value in values.All(option))
                if (value is not ("none" or "null" or "vc"))
                    throw new CommandLineException($"{option} {value}: not supported; use {option} none");
        foreach (string value in values.All("-audiodev"))
            if (value.Split(',')[0] is not ("none" or "driver=none"))
                throw new CommandLineException($"-audiodev {value}: there is no sound; use -audiodev none,id=ID");
        foreach (string value in values.All("-sandbox"))
            if (value.Split(',')[0] is not ("off" or "enable=off"))
                throw new CommandLineException($"-sandbox {value}: not supported; use a service manager's filter, or -sandbox off");
        foreach (string value in values.All("-overcommit"))
            Guard("-overcommit", value, text => CheckSwitchesOff(text, "mem-lock", "cpu-pm"));
        if (values.Last("-seed") is { } seed && !ulong.TryParse(seed, out _))
            throw new CommandLineException($"-seed {seed}: Invalid seed number: '{seed}'");
    }

    private static void CheckSwitchesOff(string text, params ReadOnlySpan<string> names)
    {
        foreach ((string name, OptionValue value) in KeyValueGrammar.Parse(text).Members)
        {
            if (!names.Contains(name)) throw new OptionException($"Invalid parameter '{name}'");
            if (OptionReader.Boolean(name, value)) throw new OptionException($"'{name}' cannot be on; write {name}=off");
        }
    }

    private static void CheckBoot(string text)
    {
        foreach ((string name, OptionValue value) in KeyValueGrammar.Parse(text, "order").Members)
        {
            switch (name)
            {
                case "order" or "once":
                    foreach (char letter in value.Text)
                        if (!BootDevices.Contains(letter, StringComparison.Ordinal))
                            throw new OptionException($"Invalid boot device '{letter}'; use c for the disk, n for the network");
                    break;
                case "menu" or "strict":
                    OptionReader.Boolean(name, value);
                    break;
                case "splash-time" or "reboot-timeout":
                    OptionReader.Integer<int>(name, value);
                    break;
                case "splash":
                    break;
                default:
                    throw new OptionException($"Parameter 'boot.{name}' is unexpected");
            }
        }
    }

    private static void CheckNuma(string text)
    {
        OptionTree numa = KeyValueGrammar.Parse(text, "type");
        if (numa.Text("type") != "node") throw new OptionException("the machine has one node and no distances; leave it out");
        if (numa.Text("nodeid") is not (null or "0")) throw new OptionException("the machine has one node, of number 0");
        foreach ((string name, _) in numa.Members)
            if (name is not ("type" or "mem" or "cpus" or "nodeid")) throw new OptionException($"Invalid parameter '{name}'");
    }

    private SystemWords WithAction(string text)
    {
        SystemWords words = this;
        foreach ((string name, OptionValue value) in KeyValueGrammar.Parse(text).Members)
        {
            words = (name, value.Text) switch
            {
                ("reboot", "reset" or "shutdown") => words with { EndsOnReset = value.Text == "shutdown" },
                ("shutdown", "poweroff" or "pause") => words with { StaysOnShutdown = value.Text == "pause" },
                // Nothing in the machine can say that its guest has panicked, or watch over it.
                ("panic", "pause" or "shutdown" or "exit-failure" or "none") => words,
                ("watchdog", "reset" or "shutdown" or "poweroff" or "inject-nmi" or "pause" or "debug" or "none") => words,
                ("reboot" or "shutdown" or "panic" or "watchdog", _) =>
                    throw new OptionException($"Parameter '{name}' does not accept value '{value.Text}'"),
                _ => throw new OptionException($"Invalid parameter '{name}'"),
            };
        }

        return words;
    }

    private SystemWords WithClock(string text)
    {
        TimeSpan offset = ClockOffset;
        foreach ((string name, OptionValue value) in KeyValueGrammar.Parse(text, "base").Members)
        {
            switch (name)
            {
                case "base":
                    offset = OffsetOf(value.Text);
                    break;
                // The machine's clocks are the host's while it runs, whichever of them is named.
                case "clock":
                    OptionReader.Choice(name, value, ["host", "rt", "vm"]);
                    break;
                case "driftfix":
                    OptionReader.Choice(name, value, ["none", "slew"]);
                    break;
                default:
                    throw new OptionException($"Invalid parameter '{name}'");
            }
        }

        return this with { ClockOffset = offset };
    }

    private static TimeSpan OffsetOf(string start)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        if (start == "utc") return TimeSpan.Zero;
        if (start == "localtime") return TimeZoneInfo.Local.GetUtcOffset(now);
        return DateTimeOffset.TryParseExact(
            start, ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ss"], CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
            ? date - now
            : throw new OptionException("invalid datetime format; give utc, localtime, 2006-06-17T16:01:21 or 2006-06-17");
    }

    private SystemWords WithName(string text)
    {
        SystemWords words = this;
        foreach ((string name, OptionValue value) in KeyValueGrammar.Parse(text, "guest").Members)
        {
            switch (name)
            {
                case "guest":
                    words = words with { ProcessName = words.ProcessName ?? value.Text };
                    break;
                case "process":
                    words = words with { ProcessName = value.Text };
                    break;
                case "debug-threads":
                    OptionReader.Boolean(name, value);
                    break;
                default:
                    throw new OptionException($"Invalid parameter '{name}'");
            }
        }

        return words;
    }

    private SystemWords WithMessages(string text)
    {
        bool stamps = StampsMessages;
        foreach ((string name, OptionValue value) in KeyValueGrammar.Parse(text, "timestamp").Members)
        {
            bool isOn = OptionReader.Boolean(name, value);
            if (name == "timestamp") stamps = isOn;
            else if (name != "guest-name") throw new OptionException($"Invalid parameter '{name}'");
        }

        return this with { StampsMessages = stamps };
    }

    private static void Guard(string option, string value, Action<string> read)
    {
        try
        {
            read(value);
        }
        catch (OptionException e)
        {
            throw new CommandLineException($"{option} {value}: {e.Message}");
        }
    }
}
