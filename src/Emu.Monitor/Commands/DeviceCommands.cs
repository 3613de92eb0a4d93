using System.Text.Json.Serialization;
using Emu.Core.Time;
using Emu.Devices.Virtio;
using Emu.Host;
using Emu.Machine.Configuration;
using Emu.Model.Descriptors;
using Emu.Model.Options;

namespace Emu.Monitor.Commands;

/// <summary>Character devices, networks, objects and memory: what there is, and what comes and goes while the machine
/// runs.</summary>
internal static class DeviceCommands
{
    /// <summary>The commands of this group.</summary>
    public static IEnumerable<Command> All =>
    [
        Command.Query("query-chardev", MonitorJson.Default.IReadOnlyListChardevInfo, ListCharacterDevices),
        Command.Query("query-iothreads", MonitorJson.Default.IReadOnlyListIoThreadInfo, ListThreads),
        Command.Query("query-balloon", MonitorJson.Default.BalloonInfo, call => new BalloonInfo(ActualMemory(call))),
        Command.Action("balloon", MonitorJson.Default.BalloonArguments, SetBalloon),
        Command.Query("query-memory-size-summary", MonitorJson.Default.MemorySummary, call => new MemorySummary((long)call.Machine.Options.MemorySize)),
        Command.Query("query-memory-devices", MonitorJson.Default.IReadOnlyListMemoryDevice, _ => []),
        Command.Query(
            "query-rx-filter", MonitorJson.Default.FilterQuery, MonitorJson.Default.IReadOnlyListReceiveFilterInfo, ListFilters),
        Command.Action("set_link", MonitorJson.Default.LinkArguments, SetLink),
        Command.Open("device_add", MonitorJson.Default.DeviceArguments, AddDevice) with { Features = ["json-cli", "json-cli-hotplug"] },
        Command.Action("device_del", MonitorJson.Default.IdArguments, RemoveDevice),
        Command.Open("netdev_add", MonitorJson.Default.TypeAndId, AddNetwork) with { Union = ("type", DescriptorKind.NetDevice) },
        Command.Action("netdev_del", MonitorJson.Default.IdArguments, RemoveNetwork),
        Command.Open("object-add", MonitorJson.Default.ObjectArguments, AddObject) with { Union = ("qom-type", DescriptorKind.Object) },
        Command.Action("object-del", MonitorJson.Default.IdArguments, RemoveObject),
    ];

    /// <summary>The balloon.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    internal static VirtioBalloon Balloon(CommandCall call) =>
        call.Machine.WhileStopped(() => VirtioDevices(call.Machine).OfType<VirtioBalloon>().FirstOrDefault())
        ?? throw new CommandException("No balloon device has been activated", ErrorClass.DeviceNotActive);

    /// <summary>The virtio devices that the user has added, whatever they are plugged into.</summary>
    internal static IEnumerable<VirtioDevice> VirtioDevices(Emu.Machine.Machine machine) =>
        machine.Parts.Select(part => VirtioOf(part.Instance)).OfType<VirtioDevice>();

    /// <summary>The virtio device of a part; null for another one.</summary>
    internal static VirtioDevice? VirtioOf(object instance) => (instance as VirtioPciFunction)?.Device ?? instance as VirtioDevice;

    private static long ActualMemory(CommandCall call) => (long)(call.Machine.Options.MemorySize - Balloon(call).ActualBytes);

    private static void SetBalloon(CommandCall call, BalloonArguments arguments)
    {
        VirtioBalloon balloon = Balloon(call);
        if (arguments.Value <= 0) throw new CommandException("Parameter 'target' expects a size");
        ulong size = call.Machine.Options.MemorySize;
        balloon.SetWanted(size - Math.Min(size, (ulong)arguments.Value));
    }

    private static IReadOnlyList<ChardevInfo> ListCharacterDevices(CommandCall call) =>
        [.. call.Machine.Consoles.List().Select(each => new ChardevInfo(each.Id, each.FileName, each.IsTaken))];

    private static IReadOnlyList<IoThreadInfo> ListThreads(CommandCall call) =>
    [
        .. call.Machine.WhileStopped(() => call.Machine.IoThreads).Select(each => new IoThreadInfo(
            each.Id, ThreadOf(each.Loop), each.MostPollNanoseconds, each.PollGrowth, each.PollShrinkage, 0)),
    ];

    private static long ThreadOf(EventLoop loop)
    {
        int id = 0;
        loop.Run(() =>
        {
            id = HostProcess.CurrentThreadId;
            return default;
        });
        return id;
    }

    private static void SetLink(CommandCall call, LinkArguments arguments)
    {
        (EventLoopEnd end, bool found) = call.Machine.WhileStopped(() => FindEnd(call.Machine, arguments.Name));
        if (!found) throw CommandException.NoDevice(arguments.Name);
        end.Set(arguments.Up);
    }

    /// <summary>What clients and people call a network card.</summary>
    internal static string NameOfCard(MachinePart part) => part.Id ?? $"{part.Type}.0";

    private static IReadOnlyList<ReceiveFilterInfo> ListFilters(CommandCall call, FilterQuery arguments) =>
        call.Machine.WhileStopped<IReadOnlyList<ReceiveFilterInfo>>(() =>
        {
            MachinePart[] cards = [.. call.Machine.Parts.Where(each => VirtioOf(each.Instance) is VirtioNet)];
            if (arguments.Name is { } name && !cards.Any(each => NameOfCard(each) == name))
            {
                throw new CommandException(call.Machine.Networks.Any(each => each.Id == name)
                    ? $"net client({name}) isn't a NIC" : $"invalid net client name: {name}");
            }

            return [.. cards.Where(each => arguments.Name is null || NameOfCard(each) == arguments.Name).Select(Describe)];
        });

    private static ReceiveFilterInfo Describe(MachinePart part)
    {
        VirtioNet card = (VirtioNet)VirtioOf(part.Instance)!;
        ReceiveFilter? filter = null;
        card.Loop.Run(() =>
        {
            filter = card.DescribeFilter();
            return default;
        });
        return new ReceiveFilterInfo(
            NameOfCard(part), filter!.IsPromiscuous, filter.Multicast, filter.Unicast, filter.Vlans, filter.TakesBroadcast,
            filter.IsMulticastOverflown, filter.IsUnicastOverflown, $"{filter.Mac}", [.. filter.VlanTable.Select(each => (long)each)],
            [.. filter.UnicastTable.Select(each => $"{each}")], [.. filter.MulticastTable.Select(each => $"{each}")]);
    }

    private static (EventLoopEnd End, bool Found) FindEnd(Emu.Machine.Machine machine, string name)
    {
        if (machine.Networks.FirstOrDefault(each => each.Id == name) is { } network)
            return (new(network.Loop, up => network.IsLinkUp = up), true);
        MachinePart? part = machine.Parts.FirstOrDefault(each => each.Id == name && VirtioOf(each.Instance) is VirtioNet);
        return part is not null && VirtioOf(part.Instance) is VirtioNet card ? (new(card.Loop, card.SetLink), true) : default;
    }

    private static void AddDevice(CommandCall call, OptionTree arguments) =>
        Guard(() => call.Machine.WhileStopped(() => Do(() => call.Machine.AddDevice(arguments))));

    private static void RemoveDevice(CommandCall call, IdArguments arguments) => Guard(() =>
    {
        if (!call.Machine.WhileStopped(() => call.Machine.RemoveDevice(arguments.Id))) throw CommandException.NoDevice(arguments.Id);
    });

    private static void AddNetwork(CommandCall call, OptionTree arguments) =>
        Guard(() => call.Machine.WhileStopped(() => Do(() => call.Machine.AddNetwork(arguments))));

    private static void RemoveNetwork(CommandCall call, IdArguments arguments)
    {
        if (!call.Machine.WhileStopped(() => call.Machine.RemoveNetwork(arguments.Id))) throw CommandException.NoDevice(arguments.Id);
    }

    private static void AddObject(CommandCall call, OptionTree arguments) =>
        Guard(() => call.Machine.WhileStopped(() => Do(() => call.Machine.AddObject(arguments))));

    private static void RemoveObject(CommandCall call, IdArguments arguments) => Guard(() =>
    {
        if (!call.Machine.WhileStopped(() => call.Machine.RemoveObject(arguments.Id)))
            throw new CommandException($"object '{arguments.Id}' not found");
    });

    private static bool Do(Action act)
    {
        act();
        return true;
    }

    private static void Guard(Action act)
    {
        try
        {
            act();
        }
        catch (ConfigurationException e)
        {
            throw new CommandException(e.Message);
        }
    }

    /// <summary>An end of a network's cable, and the loop on which it may be plugged.</summary>
    private readonly record struct EventLoopEnd(EventLoop Loop, Action<bool> Plug)
    {
        public void Set(bool isUp)
        {
            Action<bool> plug = Plug;
            Loop.Run(() =>
            {
                plug(isUp);
                return default;
            });
        }
    }
}

/// <summary>An item of <c>query-chardev</c>.</summary>
internal sealed record ChardevInfo(string Label, string Filename, bool FrontendOpen);

/// <summary>An item of <c>query-iothreads</c>.</summary>
internal sealed record IoThreadInfo(string Id, long ThreadId, long PollMaxNs, long PollGrow, long PollShrink, long AioMaxBatch);

/// <summary>Answer of <c>query-balloon</c>.</summary>
internal sealed record BalloonInfo(long Actual);

/// <summary>Answer of <c>query-memory-size-summary</c>.</summary>
internal sealed record MemorySummary(long BaseMemory);

/// <summary>An item of <c>query-memory-devices</c>, of which there are none: memory is not plugged in.</summary>
internal sealed record MemoryDevice(string Type);

/// <summary>Arguments of <c>query-rx-filter</c>.</summary>
internal sealed class FilterQuery
{
    public string? Name { get; set; }
}

/// <summary>An item of <c>query-rx-filter</c>.</summary>
internal sealed record ReceiveFilterInfo(
    string Name, bool Promiscuous, [property: JsonConverter(typeof(KebabEnumConverter<ReceiveMode>))] ReceiveMode Multicast,
    [property: JsonConverter(typeof(KebabEnumConverter<ReceiveMode>))] ReceiveMode Unicast,
    [property: JsonConverter(typeof(KebabEnumConverter<ReceiveMode>))] ReceiveMode Vlan, bool BroadcastAllowed, bool MulticastOverflow,
    bool UnicastOverflow, string MainMac, IReadOnlyList<long> VlanTable, IReadOnlyList<string> UnicastTable,
    IReadOnlyList<string> MulticastTable);

/// <summary>Arguments of <c>balloon</c>.</summary>
internal sealed class BalloonArguments
{
    public long Value { get; set; }
}

/// <summary>Arguments of <c>set_link</c>.</summary>
internal sealed class LinkArguments
{
    public string Name { get; set; } = "";

    public bool Up { get; set; }
}

/// <summary>Arguments of commands that name something.</summary>
internal sealed class IdArguments
{
    public string Id { get; set; } = "";
}

/// <summary>The arguments of <c>netdev_add</c> that all networks have.</summary>
internal sealed class TypeAndId
{
    public string Type { get; set; } = "";

    public string Id { get; set; } = "";
}

/// <summary>The arguments of <c>object-add</c> that all objects have.</summary>
internal sealed class ObjectArguments
{
    public string QomType { get; set; } = "";

    public string Id { get; set; } = "";
}

/// <summary>The arguments of <c>device_add</c> that all devices have.</summary>
internal sealed class DeviceArguments
{
    public string Driver { get; set; } = "";

    public string? Bus { get; set; }

    public string? Id { get; set; }
}
