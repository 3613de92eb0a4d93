using System.Globalization;
using System.Text;
using System.Text.Json;
using Emu.Devices.Virtio;
using Emu.Machine.Configuration;
using Emu.Model.Descriptors;
using Emu.Monitor.Commands;
using Emu.Net;
using Emu.Net.User;

namespace Emu.Monitor.Hmp;

/// <summary>What <c>info</c> says of devices.</summary>
internal static class DeviceTopics
{
    /// <summary>The topics of this group.</summary>
    public static IEnumerable<HmpCommand> All =>
    [
        new("chardev", "", "show the character devices", (call, arguments) =>
        {
            arguments.End();
            foreach (ChardevInfo each in (IReadOnlyList<ChardevInfo>)call.Ask("query-chardev")!)
                call.PrintLine($"{each.Label}: filename={each.Filename}");
        }),
        new("iothreads", "", "show iothreads", (call, arguments) =>
        {
            arguments.End();
            foreach (IoThreadInfo each in (IReadOnlyList<IoThreadInfo>)call.Ask("query-iothreads")!)
                call.Print($"{each.Id}:\n  thread_id={each.ThreadId}\n  poll-max-ns={each.PollMaxNs}\n  poll-grow={each.PollGrow}\n"
                    + $"  poll-shrink={each.PollShrink}\n  aio-max-batch={each.AioMaxBatch}\n");
        }),
        new("balloon", "", "show balloon information", (call, arguments) =>
        {
            arguments.End();
            call.PrintLine($"balloon: actual={((BalloonInfo)call.Ask("query-balloon")!).Actual >> 20}");
        }),
        new("network", "", "show the network state", (call, arguments) => Still(call, arguments, ShowNetwork)),
        new("usernet", "", "show user network stack connection states", (call, arguments) => Still(call, arguments, ShowForwards)),
        new("qtree", "", "show device tree", (call, arguments) => Still(call, arguments, ShowDevices)),
        new("pci", "", "show PCI info", ShowPci),
    ];

    private static void Still(HmpCall call, HmpArguments arguments, Action<HmpCall> show)
    {
        arguments.End();
        call.Machine.WhileStopped(() =>
        {
            show(call);
            return true;
        });
    }

    private static void ShowNetwork(HmpCall call)
    {
        HashSet<NetEndpoint> shown = [];
        foreach (MachinePart part in call.Machine.Parts)
        {
            if (DeviceCommands.VirtioOf(part.Instance) is not VirtioNet card) continue;
            call.PrintLine($"{DeviceCommands.NameOfCard(part)}: index=0,type=nic,model={part.Type},macaddr={card.CurrentMac}");
            if (card.Netdev is not { } network) continue;
            shown.Add(network);
            call.PrintLine($" \\ {Describe(network)}");
        }

        foreach (NetEndpoint network in call.Machine.Networks)
            if (!shown.Contains(network)) call.PrintLine(Describe(network));
    }

    private static string Describe(NetEndpoint network)
    {
        string kind = network is UserNetwork ? "type=user," : "";
        return $"{network.Id}: index=0,{kind}{network.Description}";
    }

    private static void ShowForwards(HmpCall call)
    {
        foreach (UserNetwork network in call.Machine.Networks.OfType<UserNetwork>())
        {
            call.PrintLine($"Hub -1 ({network.Id}):");
            call.PrintLine("  Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ");
            foreach ((ForwardRule rule, Emu.Host.HostEndpoint bound) in network.Forwards)
            {
                string from = rule.Path ?? (bound.Address.ToString() is "0.0.0.0" ? "*" : bound.Address.ToString());
                string to = rule.Guest.Address.ToString() is "0.0.0.0" ? network.Addresses.FirstLease.ToString() : rule.Guest.Address.ToString();
                call.PrintLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {(rule.IsUdp ? "UDP[HOST_FORWARD]" : "TCP[HOST_FORWARD]"),-17}   - {from,15} {bound.Port,5} {to,15} {rule.Guest.Port,5}     0     0"));
            }
        }
    }

    private static void ShowDevices(HmpCall call)
    {
        call.PrintLine("bus: main-system-bus");
        call.PrintLine("  type System");
        foreach ((Emu.Core.Memory.PhysicalAddress address, Emu.Core.Memory.IMmioDevice device) in call.Machine.BoardDevices)
        {
            call.PrintLine($"  dev: {device.Name}, id \"\"");
            call.PrintLine($"    mmio {address.Value:x16}/{device.WindowSize:x16}");
        }

        foreach (MachinePart part in call.Machine.Parts)
        {
            call.PrintLine($"  dev: {part.Type}, id \"{part.Id}\"");
            foreach ((TypeDescriptor type, object target) in part.Members)
                foreach (PropertyDescriptor property in type.Properties())
                    call.PrintLine($"    {property.Name} = {ValueOf(property, target)}");
        }
    }

    private static string ValueOf(PropertyDescriptor property, object target)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter writer = new(text, new JsonWriterOptions { SkipValidation = true })) property.Get(target, writer);
        return Encoding.UTF8.GetString(text.ToArray());
    }

    private static void ShowPci(HmpCall call, HmpArguments arguments)
    {
        arguments.End();
        foreach (PciBusInfo bus in (IReadOnlyList<PciBusInfo>)call.Ask("query-pci")!)
            foreach (PciDeviceInfo device in bus.Devices) ShowFunction(call, device);
    }

    private static void ShowFunction(HmpCall call, PciDeviceInfo device)
    {
        call.PrintLine(string.Create(CultureInfo.InvariantCulture, $"  Bus {device.Bus,2}, device {device.Slot,3}, function {device.Function}:"));
        call.PrintLine($"    {device.ClassInfo.Desc ?? $"Class {device.ClassInfo.Class:d4}"}: PCI device {device.Id.Vendor:x4}:{device.Id.Device:x4}");
        if (device.Id.SubsystemVendor is { } vendor) call.PrintLine($"      PCI subsystem {vendor:x4}:{device.Id.Subsystem:x4}");
        if (device.IrqPin != 0) call.PrintLine($"      IRQ {device.Irq}, pin {(char)('A' + device.IrqPin - 1)}");
        if (device.PciBridge is { } bridge) ShowBridge(call, bridge.Bus);
        foreach (PciRegionInfo region in device.Regions) ShowRegion(call, region);
        call.PrintLine($"      id \"{device.QdevId}\"");
        foreach (PciDeviceInfo behind in device.PciBridge?.Devices ?? []) ShowFunction(call, behind);
    }

    private static void ShowBridge(HmpCall call, PciBusNumbers bus)
    {
        call.PrintLine($"      BUS {bus.Number}.");
        call.PrintLine($"      secondary bus {bus.Secondary}.");
        call.PrintLine($"      subordinate bus {bus.Subordinate}.");
        call.PrintLine($"      IO range [0x{bus.IoRange.Base:x4}, 0x{bus.IoRange.Limit:x4}]");
        call.PrintLine($"      memory range [0x{bus.MemoryRange.Base:x8}, 0x{bus.MemoryRange.Limit:x8}]");
        call.PrintLine($"      prefetchable memory range [0x{bus.PrefetchableRange.Base:x8}, 0x{bus.PrefetchableRange.Limit:x8}]");
    }

    private static void ShowRegion(HmpCall call, PciRegionInfo region)
    {
        string first = $"0x{region.Address:x}", last = $"0x{region.Address + region.Size - 1:x}";
        string kind = region.Type == "io" ? "I/O"
            : $"{(region.MemType64 == true ? 64 : 32)} bit{(region.Prefetch == true ? " prefetchable" : "")} memory";
        string at = region.Address == -1 ? $"0xffffffffffffffff [0x{region.Size - 2:x8}]" : $"{first} [{last}]";
        call.PrintLine($"      BAR{region.Bar}: {kind} at {at}.");
    }
}
