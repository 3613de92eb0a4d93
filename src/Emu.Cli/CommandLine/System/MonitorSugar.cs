using Emu.Machine.Configuration;
using Emu.Model.Options;

namespace Emu.Cli.CommandLine;

/// <summary>Writes out <c>-qmp DEVICE</c> and its kin as a <c>-chardev</c> and a <c>-mon</c>.</summary>
internal static class MonitorSugar
{
    /// <summary>Reads all of them, in the order of the command line.</summary>
    /// <param name="given">All options.</param>
    /// <param name="groups">Those that are trees, of which <c>-mon</c> is one.</param>
    /// <param name="devices">Takes the character devices that are new.</param>
    /// <param name="serialPorts">The devices of the serial ports.</param>
    /// <exception cref="CommandLineException">One cannot be understood.</exception>
    public static IReadOnlyList<ConfiguredMonitor> Read(
        IEnumerable<GivenOption> given, OptionGroups groups, List<ConfiguredItem> devices, IReadOnlyList<string?> serialPorts)
    {
        List<ConfiguredMonitor> monitors = [.. SharedWithSerialPorts(devices, serialPorts)];
        int number = 0;
        foreach (GivenOption option in given)
        {
            if (option.Name is not ("-qmp" or "-qmp-pretty" or "-monitor") || option.Value is "none" or "vc") continue;
            string name = $"compat_monitor{number++}";
            string? id = Guard(option.Origin, () => SerialSugar.Read(option.Value, name, option.Origin, devices));
            monitors.Add(new(option.Origin, id!, option.Name != "-monitor", option.Name == "-qmp-pretty"));
        }

        foreach (ConfiguredItem item in groups["-mon"]) monitors.Add(Guard(item.Origin, () => ReadMonitor(item)));
        return monitors;
    }

    /// <summary><c>-serial mon:DEVICE</c> puts a monitor behind the port, which the escape key changes to.</summary>
    private static IEnumerable<ConfiguredMonitor> SharedWithSerialPorts(
        IEnumerable<ConfiguredItem> devices, IReadOnlyList<string?> serialPorts) =>
        from item in devices
        where item.Origin.StartsWith("-serial mon:", StringComparison.Ordinal) && serialPorts.Contains(item.Options.Text("id"))
        select new ConfiguredMonitor(item.Origin, item.Options.Text("id")!, IsControl: false, IsPretty: false);

    private static ConfiguredMonitor ReadMonitor(ConfiguredItem item)
    {
        string? device = null, mode = null;
        bool isPretty = false;
        foreach ((string name, OptionValue value) in item.Options.Members)
        {
            switch (name)
            {
                case "chardev":
                    device = value.Text;
                    break;
                case "mode":
                    mode = value.Text;
                    break;
                case "pretty":
                    isPretty = OptionReader.Boolean(name, value);
                    break;
                case "id":
                    break;
                default:
                    throw new OptionException($"Invalid parameter '{name}'");
            }
        }

        if (mode is not (null or "readline" or "control"))
            throw new OptionException($"Parameter 'mode' does not accept value '{mode}'");
        if (isPretty && mode != "control") throw new OptionException("'pretty' is not compatible with HMP monitors");
        return new ConfiguredMonitor(
            item.Origin, device ?? throw new OptionException("Parameter 'chardev' is missing"), mode == "control", isPretty);
    }

    private static T Guard<T>(string origin, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (OptionException e)
        {
            throw new CommandLineException($"{origin}: {e.Message}");
        }
    }
}
