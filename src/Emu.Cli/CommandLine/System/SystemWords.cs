using System.Globalization;
using Emu.Machine;
using Emu.Machine.Configuration;
using Emu.Model.Options;

namespace Emu.Cli.CommandLine;

/// <summary>The options that scripts always give: each has its effect, is true already, or is refused by name.</summary>
internal sealed record SystemWords
{
    private const string BootDevices = "abcdefghijklmnop";

    private static readonly string[] WatchdogActions = ["reset", "shutdown", "poweroff", "inject-nmi", "pause", "debug", "none"];

    /// <summary>A reset ends the machine.</summary>
    public bool EndsOnReset { get; private init; }

    /// <summary>A guest that powers off leaves the machine standing.</summary>
    public bool StaysOnShutdown { get; private init; }

    /// <summary>How far the guest's clock is ahead of the host's in UTC.</summary>
    public TimeSpan ClockOffset { get; private init; }

    /// <summary>What the guest's clock follows.</summary>
    public ClockSource ClockSource { get; private init; }

    /// <summary>The seed of the random bytes that the guest sees, or null.</summary>
    public ulong? Seed { get; private init; }

    /// <summary>The machine's identity.</summary>
    public Guid Identifier { get; private init; }

    /// <summary>What firmware is told about booting.</summary>
    public BootMenu BootMenu { get; private init; } = new();

    /// <summary>The guest's name, or null.</summary>
    public string? GuestName { get; private init; }

    /// <summary>The threads of CPUs are called as QEMU's.</summary>
    public bool HasQemuThreadNames { get; private init; }

    /// <summary>Messages begin with the guest's name.</summary>
    public bool NamesGuestInMessages { get; private init; }

    /// <summary>The process's name in lists, or null.</summary>
    public string? ProcessName { get; private init; }

    /// <summary>Messages begin with the time.</summary>
    public bool StampsMessages { get; private init; }

    /// <summary>Reads them all.</summary>
    /// <exception cref="CommandLineException">A value is wrong, or asks for what is not there.</exception>
    public static SystemWords Read(SystemValues values)
    {
        CheckAbsent(values);
        SystemWords words = new()
        {
            EndsOnReset = values.Has("-no-reboot"),
            StaysOnShutdown = values.Has("-no-shutdown"),
            Seed = ReadSeed(values.Last("-seed")),
            Identifier = ReadIdentifier(values.Last("-uuid")),
        };
        foreach (string boot in values.All("-boot")) Guard("-boot", boot, text => words = words.WithBoot(text));
        foreach (string compat in values.All("-compat")) Guard("-compat", compat, CheckCompatibility);
        foreach (string action in values.All("-watchdog-action")) Guard("-watchdog-action", action, CheckWatchdog);
        foreach (string action in values.All("-action")) Guard("-action", action, text => words = words.WithAction(text));
        foreach (string rtc in values.All("-rtc")) Guard("-rtc", rtc, text => words = words.WithClock(text));
        foreach (string name in values.All("-name")) Guard("-name", name, text => words = words.WithName(text));
        foreach (string message in values.All("-msg")) Guard("-msg", message, text => words = words.WithMessages(text));
        return words;
    }

    /// <summary>Options for what does not exist here, so that it can only be turned off.</summary>
    private static void CheckAbsent(SystemValues values)
    {
        foreach (string option in (string[])["-display", "-parallel", "-vga", "-audio", "-debugcon"])
            foreach (string value in values.All(option))
                if (value is not ("none" or "null" or "vc"))
                    throw new CommandLineException($"{option} {value}: not supported; use {option} none");
        foreach (string value in values.All("-audiodev"))
            if (!IsNoSound(value))
                throw new CommandLineException($"-audiodev {value}: there is no sound; use -audiodev none,id=ID");
        foreach (string value in values.All("-overcommit"))
            Guard("-overcommit", value, text => CheckSwitchesOff(text, "mem-lock", "cpu-pm"));
    }

    /// <summary>True for the sound that is none, whether it is written as words or as JSON.</summary>
    private static bool IsNoSound(string value)
    {
        try
        {
            OptionTree options = value.StartsWith('{') ? JsonGrammar.ParseObject(value) : KeyValueGrammar.Parse(value, "driver");
            return options.Text("driver") == "none";
        }
        catch (OptionException)
        {
            return false;
        }
    }

    private static void CheckSwitchesOff(string text, params ReadOnlySpan<string> names)
    {
        foreach ((string name, OptionValue value) in KeyValueGrammar.Parse(text).Members)
        {
            if (!names.Contains(name)) throw new OptionException($"Invalid parameter '{name}'");
            if (OptionReader.Boolean(name, value)) throw new OptionException($"'{name}' cannot be on; write {name}=off");
        }
    }

    private static ulong? ReadSeed(string? text)
    {
        if (text is null) return null;
        return OptionReader.TryParseInteger(text, out Int128 seed) && seed >= 0 && seed <= ulong.MaxValue
            ? (ulong)seed : throw new CommandLineException($"-seed {text}: Invalid seed number: {text}");
    }

    private static Guid ReadIdentifier(string? text)
    {
        if (text is null) return default;
        return Guid.TryParseExact(text, "D", out Guid identifier)
            ? identifier
            : throw new CommandLineException($"-uuid {text}: failed to parse UUID string: wrong format; give 8-4-4-4-12 digits");
    }

    private SystemWords WithBoot(string text)
    {
        BootMenu menu = BootMenu;
        foreach ((string name, OptionValue value) in KeyValueGrammar.Parse(text, "order").Members)
        {
            switch (name)
            {
                // The machine's firmware takes the order from bootindex= of the devices; as in QEMU the letters are checked.
                case "order" or "once":
                    foreach (char letter in value.Text)
                        if (!BootDevices.Contains(letter, StringComparison.Ordinal))
                            throw new OptionException($"Invalid boot device '{letter}'; use c for the disk, n for the network");
                    break;
                case "menu":
                    menu = menu with { IsShown = OptionReader.Boolean("boot.menu", value) };
                    break;
                case "strict":
                    menu = menu with { IsStrict = OptionReader.Boolean("boot.strict", value) };
                    break;
                case "splash-time":
                    menu = menu with { SplashMilliseconds = OptionReader.Integer<int>(name, value) };
                    break;
                case "reboot-timeout":
                    menu = menu with { RetryMilliseconds = OptionReader.Integer<int>(name, value) };
                    break;
                case "splash":
                    menu = menu with { SplashFile = OptionReader.Text(name, value) };
                    break;
                default:
                    throw new OptionException($"Parameter 'boot.{name}' is unexpected");
            }
        }

        menu.Check();
        return this with { BootMenu = menu };
    }

    /// <summary>Nothing on this command line is deprecated or unstable, so that every policy for such things holds.</summary>
    private static void CheckCompatibility(string text)
    {
        foreach ((string name, OptionValue value) in KeyValueGrammar.Parse(text).Members)
        {
            ReadOnlySpan<string> policies = name switch
            {
                "deprecated-input" or "unstable-input" => ["accept", "reject", "crash"],
                "deprecated-output" or "unstable-output" => ["accept", "hide"],
                _ => throw new OptionException($"Parameter '{name}' is unexpected"),
            };
            OptionReader.Choice(name, value, policies);
        }
    }

    private static void CheckWatchdog(string action)
    {
        if (!WatchdogActions.Contains(action)) throw new OptionException($"Parameter 'watchdog' does not accept value '{action}'");
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
                ("watchdog", _) when WatchdogActions.Contains(value.Text) => words,
                ("reboot" or "shutdown" or "panic" or "watchdog", _) =>
                    throw new OptionException($"Parameter '{name}' does not accept value '{value.Text}'"),
                _ => throw new OptionException($"Invalid parameter '{name}'"),
            };
        }

        return words;
    }

    private SystemWords WithClock(string text)
    {
        SystemWords words = this;
        foreach ((string name, OptionValue value) in KeyValueGrammar.Parse(text, "base").Members)
        {
            switch (name)
            {
                case "base":
                    words = words with { ClockOffset = OffsetOf(value.Text) };
                    break;
                case "clock":
                    words = words with { ClockSource = (ClockSource)OptionReader.Choice(name, value, ["host", "rt", "vm"]) };
                    break;
                // The clock counts no ticks that could be lost.
                case "driftfix":
                    OptionReader.Choice(name, value, ["none", "slew"]);
                    break;
                default:
                    throw new OptionException($"Invalid parameter '{name}'");
            }
        }

        return words;
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
                    words = words with { GuestName = value.Text, ProcessName = words.ProcessName ?? value.Text };
                    break;
                case "process":
                    words = words with { ProcessName = value.Text };
                    break;
                case "debug-threads":
                    words = words with { HasQemuThreadNames = OptionReader.Boolean(name, value) };
                    break;
                default:
                    throw new OptionException($"Invalid parameter '{name}'");
            }
        }

        return words;
    }

    private SystemWords WithMessages(string text)
    {
        SystemWords words = this;
        foreach ((string name, OptionValue value) in KeyValueGrammar.Parse(text, "timestamp").Members)
        {
            // The first word may be the switch itself, or its value.
            bool isOn = value.Text == name || OptionReader.Boolean(name, value);
            words = name switch
            {
                "timestamp" => words with { StampsMessages = isOn },
                "guest-name" => words with { NamesGuestInMessages = isOn },
                _ => throw new OptionException($"Invalid parameter '{name}'"),
            };
        }

        return words;
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
