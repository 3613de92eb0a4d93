using System.Text;
using System.Text.Json.Serialization;
using Emu.Chardev;
using Emu.Model.Options;

namespace Emu.Monitor.Commands;

/// <summary>Output that character devices keep in memory.</summary>
internal static class RingCommands
{
    private const int MostBytes = 16 << 20;

    /// <summary>The commands of this group.</summary>
    public static IEnumerable<Command> All =>
    [
        Command.Query("ringbuf-read", MonitorJson.Default.RingReadArguments, MonitorJson.Default.String, Read),
        Command.Action("ringbuf-write", MonitorJson.Default.RingWriteArguments, Write),
    ];

    private static RingBackend Find(CommandCall call, string id)
    {
        try
        {
            return call.Machine.Consoles.FindRing(id) ?? throw new CommandException($"{id} is not a ringbuf device");
        }
        catch (OptionException)
        {
            throw new CommandException($"Device '{id}' not found");
        }
    }

    private static string Read(CommandCall call, RingReadArguments arguments)
    {
        RingBackend ring = Find(call, arguments.Device);
        if (arguments.Size <= 0) throw new CommandException("size must be greater than zero");
        byte[] bytes = new byte[Math.Min(arguments.Size, MostBytes)];
        int count = ring.Read(bytes);
        return arguments.Format == RingFormat.Base64 ? Convert.ToBase64String(bytes, 0, count) : Encoding.UTF8.GetString(bytes, 0, count);
    }

    private static void Write(CommandCall call, RingWriteArguments arguments)
    {
        RingBackend ring = Find(call, arguments.Device);
        try
        {
            ring.Write(arguments.Format == RingFormat.Base64 ? Convert.FromBase64String(arguments.Data) : Encoding.UTF8.GetBytes(arguments.Data));
        }
        catch (FormatException)
        {
            throw new CommandException("Base64 data contains invalid characters");
        }
    }
}

/// <summary>How bytes are written in a text.</summary>
[JsonConverter(typeof(KebabEnumConverter<RingFormat>))]
internal enum RingFormat
{
    Utf8, Base64,
}

/// <summary>Arguments of <c>ringbuf-read</c>.</summary>
internal sealed class RingReadArguments
{
    public string Device { get; set; } = "";

    public long Size { get; set; }

    public RingFormat? Format { get; set; }
}

/// <summary>Arguments of <c>ringbuf-write</c>.</summary>
internal sealed class RingWriteArguments
{
    public string Device { get; set; } = "";

    public string Data { get; set; } = "";

    public RingFormat? Format { get; set; }
}
