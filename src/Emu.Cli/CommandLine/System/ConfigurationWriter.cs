using System.Text;
using Emu.Machine.Configuration;

namespace Emu.Cli.CommandLine;

/// <summary>Prints a configuration as the options that it is made of: <c>-explain</c>.</summary>
internal static class ConfigurationWriter
{
    /// <summary>A line for each option, in an order in which they can be given again.</summary>
    public static string Write(MachineConfiguration configuration)
    {
        StringBuilder text = new();
        foreach (GlobalProperty global in configuration.Globals)
            text.Append($"-global {Quote($"{global.Driver}.{global.Name}={global.Value}")}\n");
        WriteAll(text, "-object", configuration.Objects);
        if (configuration.MemoryBackend is { } memory) text.Append($"-machine memory-backend={memory}\n");
        WriteAll(text, "-chardev", configuration.CharacterDevices);
        foreach (string? port in configuration.SerialPorts)
            text.Append(port is null ? "-serial none\n" : $"-serial chardev:{port}\n");
        foreach (ConfiguredMonitor monitor in configuration.Monitors)
            text.Append($"-mon chardev={monitor.CharacterDevice},mode={(monitor.IsControl ? "control" : "readline")}{(monitor.IsPretty ? ",pretty=on" : "")}\n");
        WriteAll(text, "-blockdev", configuration.BlockNodes);
        for (int bank = 0; bank < configuration.FlashNodes.Count; bank++)
            if (configuration.FlashNodes[bank] is { } node) text.Append($"-machine pflash{bank}={node}\n");
        WriteAll(text, "-netdev", configuration.NetDevices);
        WriteAll(text, "-device", configuration.Devices);
        WriteAll(text, "-fw_cfg", configuration.FirmwareItems);
        return text.ToString();
    }

    private static void WriteAll(StringBuilder text, string option, IReadOnlyList<ConfiguredItem> items)
    {
        foreach (ConfiguredItem item in items) text.Append($"{option} {Quote(item.Options.ToString())}\n");
    }

    /// <summary>Text that a shell takes as one word.</summary>
    private static string Quote(string text) =>
        text.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_=.,:/@%+".Contains(letter, StringComparison.Ordinal))
            ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
