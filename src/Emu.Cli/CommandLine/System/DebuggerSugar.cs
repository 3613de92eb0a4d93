using Emu.Machine.Configuration;
using Emu.Model.Options;

namespace Emu.Cli.CommandLine;

/// <summary>Writes out <c>-gdb DEVICE</c> and <c>-s</c> as a <c>-chardev</c> and the debugger's port on it.</summary>
internal static class DebuggerSugar
{
    /// <summary>What <c>-s</c> stands for.</summary>
    private const string Default = "tcp::1234";

    private const string Name = "gdb";

    /// <summary>Reads the last of them; null when there is none.</summary>
    /// <param name="given">All options.</param>
    /// <param name="devices">Takes the character device, if it is a new one.</param>
    /// <exception cref="CommandLineException">It cannot be understood.</exception>
    public static ConfiguredDebugger? Read(IEnumerable<GivenOption> given, List<ConfiguredItem> devices)
    {
        if (given.LastOrDefault(option => option.Name is "-gdb" or "-s") is not { } last) return null;
        string device = last.Name == "-s" ? Default : last.Value;
        try
        {
            return SerialSugar.Read(AsServer(device), Name, last.Origin, devices) is { } id
                ? new ConfiguredDebugger(last.Origin, id)
                : null;
        }
        catch (OptionException e)
        {
            throw new CommandLineException($"{last.Origin}: {e.Message}");
        }
    }

    // Debuggers connect to a socket, which waits for them while the machine runs.
    private static string AsServer(string device)
    {
        bool isSocket = device.StartsWith("tcp:", StringComparison.Ordinal) || device.StartsWith("unix:", StringComparison.Ordinal);
        return isSocket && !device.Contains(",server", StringComparison.Ordinal) ? $"{device},server=on,wait=off" : device;
    }
}
