using Emu.Model.Options;
using Emu.Monitor.Commands;
using Emu.Net;
using Emu.Net.User;

namespace Emu.Monitor.Hmp;

/// <summary>Commands for devices, networks and objects.</summary>
internal static class DeviceHmp
{
    private const long Megabyte = 1 << 20;

    /// <summary>The commands of this group.</summary>
    public static IEnumerable<HmpCommand> All =>
    [
        new("balloon", "target", "request VM to change its memory allocation (in MB)", (call, arguments) =>
        {
            long target = arguments.TakeNumber(_ => null);
            arguments.End();
            call.Ask("balloon", ("value", target * Megabyte));
        }),
        new("set_link", "name on|off", "change the link status of a network adapter", (call, arguments) =>
        {
            string name = arguments.TakeWord();
            bool up = arguments.TakeSwitchWord();
            arguments.End();
            call.Ask("set_link", ("name", name), ("up", up));
        })
        {
            Words = monitors => NetworkNames(monitors.Machine),
        },
        new("announce_self", "[interfaces] [id]", "Trigger GARP/RARP announcements", Announce),
        new("device_add", "driver[,prop=value][,...]", "add device, like -device on the command line",
            (call, arguments) => call.AskTree("device_add", Parse(arguments, "driver"))),
        Named("device_del", "remove device", "device_del", monitors => monitors.Machine.Parts.Select(each => each.Id).OfType<string>()),
        new("netdev_add", "[user|tap|socket|stream|dgram|hubport],id=str[,prop=value][,...]", "add host network device",
            (call, arguments) => call.AskTree("netdev_add", Parse(arguments, "type"))),
        Named("netdev_del", "remove host network device", "netdev_del", monitors => monitors.Machine.Networks.Select(each => each.Id)),
        new("object_add", "[qom-type=]type,id=str[,prop=value][,...]", "create QOM object",
            (call, arguments) => call.AskTree("object-add", Parse(arguments, "qom-type"))),
        Named("object_del", "destroy QOM object", "object-del", monitors => monitors.Machine.Objects.Select(each => each.Id!)),
        new("hostfwd_add", "[netdev_id] [tcp|udp]:[hostaddr]:hostport-[guestaddr]:guestport",
            "redirect TCP or UDP connections from host to guest (requires -net user)", AddForward),
        new("hostfwd_remove", "[netdev_id] [tcp|udp]:[hostaddr]:hostport", "remove host-to-guest TCP or UDP redirection", RemoveForward),
    ];

    private static IEnumerable<string> NetworkNames(Emu.Machine.Machine machine) =>
        machine.Networks.Select(each => each.Id).Concat(machine.Parts.Where(each => each.Type.StartsWith("virtio-net", StringComparison.Ordinal)).Select(each => each.Id).OfType<string>());

    private static HmpCommand Named(string name, string help, string command, Func<MonitorHost, IEnumerable<string>> words) =>
        new(name, "id", help, (call, arguments) =>
        {
            string id = arguments.TakeWord();
            arguments.End();
            call.Ask(command, ("id", id));
        })
        {
            Words = words,
        };

    /// <summary>Announces cards five times; names of some of them are separated by commas.</summary>
    private static void Announce(HmpCall call, HmpArguments arguments)
    {
        string? names = arguments.TakeOptionalWord(), id = arguments.TakeOptionalWord();
        arguments.End();
        OptionTree tree = CommandArguments.Of(("initial", 50), ("max", 550), ("rounds", 5), ("step", 100), ("id", id));
        if (names is not null)
        {
            tree.Add("interfaces", OptionValue.Of(
                [.. names.Split(',').Select(name => OptionValue.OfJson(OptionKind.String, name))]));
        }

        call.AskTree("announce-self", tree);
    }

    private static OptionTree Parse(HmpArguments arguments, string impliedKey)
    {
        try
        {
            return KeyValueGrammar.Parse(arguments.TakeRest(), impliedKey);
        }
        catch (OptionException e)
        {
            throw new CommandException(e.Message);
        }
    }

    private static void AddForward(HmpCall call, HmpArguments arguments)
    {
        (UserNetwork network, string text) = TakeRule(call, arguments);
        try
        {
            ForwardRule rule = ForwardRule.Parse(text);
            network.Loop.Run(() =>
            {
                network.AddForward(rule);
                return default;
            });
        }
        catch (Exception e) when (e is NetException or OptionException)
        {
            call.PrintLine(e.Message);
        }
    }

    private static void RemoveForward(HmpCall call, HmpArguments arguments)
    {
        (UserNetwork network, string text) = TakeRule(call, arguments);
        bool isRemoved = false;
        network.Loop.Run(() =>
        {
            isRemoved = network.RemoveForward(text);
            return default;
        });
        call.PrintLine($"host forwarding rule for {text} {(isRemoved ? "removed" : "not found")}");
    }

    /// <summary>The network that a rule is for, which may stand before it, and the rule.</summary>
    private static (UserNetwork Network, string Rule) TakeRule(HmpCall call, HmpArguments arguments)
    {
        string first = arguments.TakeWord();
        string? second = arguments.TakeOptionalWord();
        arguments.End();
        string? id = second is null ? null : first;
        UserNetwork? network = call.Machine.WhileStopped(() => call.Machine.Networks.OfType<UserNetwork>()
            .FirstOrDefault(each => id is null || each.Id == id));
        return network is not null ? (network, second ?? first) : throw new CommandException(
            id is null ? "user mode network stack not in use" : $"no user mode network '{id}'");
    }
}
