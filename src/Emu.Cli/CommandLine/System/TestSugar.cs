using Emu.Machine.Configuration;
using Emu.Model.Options;

namespace Emu.Cli.CommandLine;

/// <summary>Writes out <c>-qtest DEVICE</c> as a <c>-chardev</c> and the port of a test on it.</summary>
internal static class TestSugar
{
    private const string Name = "qtest";

    /// <summary>Reads the last of them; null when there is none.</summary>
    /// <param name="values">All options.</param>
    /// <param name="devices">Takes the character device, if it is a new one.</param>
    /// <exception cref="CommandLineException">It cannot be understood.</exception>
    public static ConfiguredTest? Read(SystemValues values, List<ConfiguredItem> devices)
    {
        string? log = values.LastPath("-qtest-log");
        if (values.Given.LastOrDefault(option => option.Name == "-qtest") is not { } last)
            return log is null ? null : throw new CommandLineException("-qtest-log has no effect without -qtest; add it, or leave this out");
        try
        {
            return SerialSugar.Read(last.Value, Name, last.Origin, devices) is { } id
                ? new ConfiguredTest(last.Origin, id, log == "none" ? "" : log)
                : null;
        }
        catch (OptionException e)
        {
            throw new CommandLineException($"{last.Origin}: {e.Message}");
        }
    }
}
