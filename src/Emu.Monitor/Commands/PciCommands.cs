using System.Text.Json.Serialization;
using Emu.Devices.Pci;

namespace Emu.Monitor.Commands;

/// <summary>What is on PCI.</summary>
internal static class PciCommands
{
    /// <summary>The commands of this group.</summary>
    public static IEnumerable<Command> All =>
    [
        Command.Query("query-pci", MonitorJson.Default.IReadOnlyListPciBusInfo, List),
    ];

    /// <summary>What a class of devices is called; null for one without a name.</summary>
    internal static string? NameOfClass(int number) => number switch
    {
        0x0100 => "SCSI controller",
        0x0200 => "Ethernet controller",
        0x0600 => "Host bridge",
        0x0604 => "PCI bridge",
        0x0780 => "Communication controller",
        _ => null,
    };

    private static IReadOnlyList<PciBusInfo> List(CommandCall call) => call.Machine.WhileStopped<IReadOnlyList<PciBusInfo>>(() =>
    {
        if (call.Machine.Pci is not { } host) return [];
        Dictionary<object, string> ids = call.Machine.Parts.ToDictionary(part => part.Instance, part => part.Id ?? "");
        lock (host.SyncRoot) return [new PciBusInfo(0, Describe(host.Root, 0, ids))];
    });

    private static IReadOnlyList<PciDeviceInfo> Describe(PciBus bus, int number, Dictionary<object, string> ids) =>
        [.. bus.Functions.Select(each => Describe(each, number, ids))];

    private static PciDeviceInfo Describe(PciDevice device, int bus, Dictionary<object, string> ids)
    {
        PciConfigSpace space = device.Configuration;
        int classNumber = (int)(space.Read(PciRegisters.Revision, 4) >> 16);
        int pin = (int)space.Read(PciRegisters.InterruptPin, 1);
        PciBridge? bridge = device as PciBridge;
        return new PciDeviceInfo(
            bus, device.Slot >> 3, device.Slot & 7, new PciClassInfo(NameOfClass(classNumber), classNumber),
            new PciIdInfo(
                (int)space.Read(PciRegisters.DeviceId, 2), (int)space.Read(PciRegisters.VendorId, 2),
                bridge is null ? (int)space.Read(PciRegisters.SubsystemId, 2) : null,
                bridge is null ? (int)space.Read(PciRegisters.SubsystemVendor, 2) : null),
            pin == 0 ? null : (int)space.Read(PciRegisters.InterruptLine, 1), pin, ids.GetValueOrDefault(device) ?? "",
            bridge is null ? null : DescribeBridge(bridge, ids), [.. device.Bars.Select(bar => Describe(device, bar))]);
    }

    private static PciBridgeInfo DescribeBridge(PciBridge bridge, Dictionary<object, string> ids)
    {
        int number = bridge.SecondaryNumber;
        return new PciBridgeInfo(
            new PciBusNumbers(
                (int)bridge.Configuration.Read(PciRegisters.PrimaryBus, 1), number, bridge.SubordinateNumber,
                Range(bridge.IoWindow), Range(bridge.MemoryWindow), Range(bridge.PrefetchWindow)),
            bridge.Secondary.Functions.Any() ? Describe(bridge.Secondary, number, ids) : null);
    }

    private static PciRange Range((ulong First, ulong Last) window) => new((long)window.First, (long)window.Last);

    private static PciRegionInfo Describe(PciDevice device, PciBar bar)
    {
        bool isIo = bar.Kind == PciBarKind.Io;
        uint command = device.Configuration.Read(PciRegisters.Command, 2);
        bool isMapped = (command & (isIo ? PciRegisters.CommandIo : PciRegisters.CommandMemory)) != 0 && bar.Address != 0;
        bool isWide = bar.Kind == PciBarKind.Prefetchable64;
        return new PciRegionInfo(
            bar.Index, isIo ? "io" : "memory", isMapped ? (long)bar.Address : -1, bar.Size, isIo ? null : isWide, isIo ? null : isWide);
    }
}

/// <summary>An item of <c>query-pci</c>.</summary>
internal sealed record PciBusInfo(int Bus, IReadOnlyList<PciDeviceInfo> Devices);

/// <summary>A function.</summary>
internal sealed record PciDeviceInfo(
    int Bus, int Slot, int Function, [property: JsonPropertyName("class_info")] PciClassInfo ClassInfo, PciIdInfo Id, int? Irq,
    [property: JsonPropertyName("irq_pin")] int IrqPin, [property: JsonPropertyName("qdev_id")] string QdevId,
    [property: JsonPropertyName("pci_bridge")] PciBridgeInfo? PciBridge, IReadOnlyList<PciRegionInfo> Regions);

/// <summary>What kind of device it is.</summary>
internal sealed record PciClassInfo(string? Desc, int Class);

/// <summary>What software recognises it by.</summary>
internal sealed record PciIdInfo(int Device, int Vendor, int? Subsystem, int? SubsystemVendor);

/// <summary>A bridge, and what is behind it.</summary>
internal sealed record PciBridgeInfo(PciBusNumbers Bus, IReadOnlyList<PciDeviceInfo>? Devices);

/// <summary>Numbers and windows of a bridge's buses.</summary>
internal sealed record PciBusNumbers(
    int Number, int Secondary, int Subordinate, [property: JsonPropertyName("io_range")] PciRange IoRange,
    [property: JsonPropertyName("memory_range")] PciRange MemoryRange,
    [property: JsonPropertyName("prefetchable_range")] PciRange PrefetchableRange);

/// <summary>Addresses, the last one included.</summary>
internal sealed record PciRange(long Base, long Limit);

/// <summary>A base address register.</summary>
internal sealed record PciRegionInfo(
    int Bar, string Type, long Address, long Size, bool? Prefetch, [property: JsonPropertyName("mem_type_64")] bool? MemType64);
