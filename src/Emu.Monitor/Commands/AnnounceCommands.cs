using System.Text.Json;
using Emu.Devices.Virtio;
using Emu.Machine.Configuration;

namespace Emu.Monitor.Commands;

/// <summary>Makes the machine's network cards known to their networks.</summary>
internal static class AnnounceCommands
{
    /// <summary>The commands of this group.</summary>
    public static IEnumerable<Command> All =>
        [Command.Action("announce-self", MonitorJson.Default.AnnounceArguments, Announce)];

    private static void Announce(CommandCall call, AnnounceArguments arguments)
    {
        string[]? wanted = arguments.Interfaces is { } given ? ReadNames(given) : null;
        ulong initial = Milliseconds("initial", arguments.Initial), most = Milliseconds("max", arguments.Max);
        ulong step = Milliseconds("step", arguments.Step);
        MachinePart[] cards = call.Machine.WhileStopped(() => call.Machine.Parts
            .Where(each => DeviceCommands.VirtioOf(each.Instance) is VirtioNet
                && (wanted is null || wanted.Contains(DeviceCommands.NameOfCard(each)))).ToArray());
        call.Monitors.Announce(arguments.Id ?? "", [.. cards.Select(each => new NetAnnouncement(
            (VirtioNet)DeviceCommands.VirtioOf(each.Instance)!, initial, most, arguments.Rounds, step))]);
    }

    private static ulong Milliseconds(string name, long value) => value is >= 0 and <= int.MaxValue
        ? (ulong)value : throw new CommandException($"Parameter '{name}' expects milliseconds up to {int.MaxValue}");

    private static string[] ReadNames(JsonElement given)
    {
        if (given.ValueKind != JsonValueKind.Array) throw new CommandException("Invalid parameter type for 'interfaces', expected: array");
        return [.. given.EnumerateArray().Select((each, index) => each.ValueKind == JsonValueKind.String
            ? each.GetString()! : throw new CommandException($"Invalid parameter type for 'interfaces[{index}]', expected: string"))];
    }
}

/// <summary>Arguments of <c>announce-self</c>; times are milliseconds.</summary>
internal sealed class AnnounceArguments
{
    public long Initial { get; set; }

    public long Max { get; set; }

    public long Rounds { get; set; }

    public long Step { get; set; }

    public JsonElement? Interfaces { get; set; }

    public string? Id { get; set; }
}
