using Emu.Machine.Configuration;
using Emu.Model.Options;

namespace Emu.Cli.CommandLine;

/// <summary>Writes out <c>-serial DEVICE</c> as a <c>-chardev</c> and the port that is connected to it.</summary>
internal static class SerialSugar
{
    /// <summary>The values that can be given, for help.</summary>
    public const string Forms =
        "stdio, mon:stdio, null, none, file:PATH, pty, pipe:PATH, chardev:ID, unix:PATH[,server][,nowait], "
        + "tcp:HOST:PORT[,server][,nowait], telnet:HOST:PORT[,server][,nowait], ringbuf";

    private const string Monitor = "mon:", ById = "chardev:";

    /// <summary>Reads one value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="port">Number of the port.</param>
    /// <param name="devices">Takes the character device, if it is a new one.</param>
    /// <returns>The id of the device that the port is connected to; null for none.</returns>
    /// <exception cref="OptionException">It cannot be understood.</exception>
    public static string? Read(string value, int port, ICollection<ConfiguredItem> devices) =>
        Read(value, $"serial{port}", $"-serial {value}", devices);

    /// <summary>As the other form, for a device of that id.</summary>
    /// <param name="value">The value.</param>
    /// <param name="id">Of the character device, if it is a new one.</param>
    /// <param name="origin">The option, for messages.</param>
    /// <param name="devices">Takes the character device, if it is a new one.</param>
    /// <exception cref="OptionException">It cannot be understood.</exception>
    public static string? Read(string value, string id, string origin, ICollection<ConfiguredItem> devices)
    {
        if (value == "none") return null;
        if (value.StartsWith(ById, StringComparison.Ordinal)) return value[ById.Length..];
        bool isMultiplexed = value.StartsWith(Monitor, StringComparison.Ordinal);
        OptionTree tree = new();
        Fill(tree, isMultiplexed ? value[Monitor.Length..] : value);
        tree.Add("id", id);
        if (isMultiplexed) tree.Set("mux", "on");
        devices.Add(new ConfiguredItem(origin, tree));
        return id;
    }

    private static void Fill(OptionTree tree, string device)
    {
        int colon = device.IndexOf(':', StringComparison.Ordinal);
        string kind = colon < 0 ? device : device[..colon], rest = colon < 0 ? "" : device[(colon + 1)..];
        switch (kind)
        {
            case "null" or "stdio" or "pty" or "ringbuf" when colon < 0:
                tree.Add("backend", kind);
                break;
            case "file" or "pipe" when colon >= 0:
                tree.Add("backend", kind);
                tree.Add("path", rest);
                break;
            case "unix" when colon >= 0:
                AddSocket(tree, "path", rest);
                break;
            case "tcp" or "telnet" when colon >= 0:
                AddSocket(tree, "host", rest);
                if (kind == "telnet") tree.Add("telnet", "on");
                SplitPort(tree);
                break;
            default:
                throw new OptionException($"'{device}' is not a character device that can be had; use one of: {Forms}");
        }
    }

    private static void AddSocket(OptionTree tree, string addressKey, string text)
    {
        tree.Add("backend", "socket");
        foreach ((string name, OptionValue value) in KeyValueGrammar.Parse(text, addressKey).Members) tree.Add(name, value);
    }

    private static void SplitPort(OptionTree tree)
    {
        string address = tree.Take("host") ?? "";
        int colon = address.LastIndexOf(':');
        if (colon < 0) throw new OptionException($"'{address}' has no port; give HOST:PORT");
        tree.Add("host", address[..colon]);
        tree.Add("port", address[(colon + 1)..]);
    }
}
