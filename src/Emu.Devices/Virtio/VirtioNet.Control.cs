using System.Buffers.Binary;
using Emu.Core.Tracing;
using Emu.Model;
using Emu.Net;

namespace Emu.Devices.Virtio;

/// <content>The queue for commands (virtio 1.2, 5.1.6.5).</content>
public sealed partial class VirtioNet
{
    private const byte Accepted = 0, Refused = 1;
    private const byte ReceiveClass = 0, MacClass = 1, VlanClass = 2, AnnounceClass = 3, OffloadClass = 5;
    private const int MostCommand = 8192;

    [Derived]
    private readonly byte[] command = new byte[MostCommand];

    // Nobody has been told of a change of the filter since the filter was last asked for.
    [Derived]
    private bool tellsOfFilter;

    /// <summary>Told, on the loop, that the driver has changed the filter for the first time since it was last described; null for
    /// nobody.</summary>
    [Derived]
    public Action? FilterChanged { get; set; }

    /// <summary>Which frames the card takes. On the loop.</summary>
    public ReceiveFilter DescribeFilter()
    {
        tellsOfFilter = true;
        bool filtersVlans = HasFeature(VirtioNetFeatures.VlanFilter);
        IReadOnlyList<int> vlans = filtersVlans ? filter.Vlans : [.. Enumerable.Range(0, 4096)];
        return new ReceiveFilter(
            CurrentMac, filter.IsPromiscuous, !filter.TakesNoBroadcast, Mode(filter.TakesNoUnicast, filter.TakesAllUnicast),
            Mode(filter.TakesNoMulticast, filter.TakesAllMulticast), Mode(filtersVlans && vlans.Count == 0, !filtersVlans),
            filter.Unicast, filter.Multicast, vlans, filter.IsUnicastOverflown, filter.IsMulticastOverflown);

        static ReceiveMode Mode(bool none, bool all) => none ? ReceiveMode.None : all ? ReceiveMode.All : ReceiveMode.Normal;
    }

    private void Control(VirtQueue queue)
    {
        while (queue.TryPop(out VirtChain? chain))
        {
            int length = chain.Read(0, command);
            bool isGood = chain.Readable.Length <= MostCommand && length >= 2 && TryControl(command.AsSpan(0, length));
            if (EventTrace.IsOn) TraceEvents.VirtioNetControl.Write(command[0], command[1], isGood);
            if (isGood && command[0] is ReceiveClass or MacClass or VlanClass) TellOfFilter();
            queue.Push(chain, (uint)chain.Write(0, [isGood ? Accepted : Refused]));
        }

        queue.Notify();
    }

    private void TellOfFilter()
    {
        if (!tellsOfFilter) return;
        tellsOfFilter = false;
        FilterChanged?.Invoke();
    }

    private bool TryControl(ReadOnlySpan<byte> command)
    {
        byte code = command[1];
        ReadOnlySpan<byte> data = command[2..];
        return command[0] switch
        {
            ReceiveClass => TrySetMode(code, data),
            MacClass => TrySetAddresses(code, data),
            VlanClass => TrySetVlan(code, data),
            AnnounceClass => TryAcknowledgeAnnouncement(code),
            OffloadClass => TrySetOffloads(code, data),
            _ => false,
        };
    }

    private bool TrySetMode(byte code, ReadOnlySpan<byte> data)
    {
        if (data.Length < 1 || !HasFeature(code < 2 ? VirtioNetFeatures.ReceiveModes : VirtioNetFeatures.ExtraReceiveModes))
            return false;
        bool isOn = data[0] != 0;
        switch (code)
        {
            case 0:
                filter.IsPromiscuous = isOn;
                return true;
            case 1:
                filter.TakesAllMulticast = isOn;
                return true;
            case 2:
                filter.TakesAllUnicast = isOn;
                return true;
            case 3:
                filter.TakesNoMulticast = isOn;
                return true;
            case 4:
                filter.TakesNoUnicast = isOn;
                return true;
            case 5:
                filter.TakesNoBroadcast = isOn;
                return true;
            default:
                return false;
        }
    }

    private bool TrySetAddresses(byte code, ReadOnlySpan<byte> data)
    {
        const byte SetTables = 0, SetAddress = 1;
        if (code == SetTables) return HasFeature(VirtioNetFeatures.ReceiveModes) && filter.TrySetTables(data);
        if (code != SetAddress || data.Length != MacAddress.Length || !HasFeature(VirtioNetFeatures.MacControl))
            return false;
        Volatile.Write(ref macValue, MacAddress.Read(data).Value);
        return true;
    }

    private bool TrySetVlan(byte code, ReadOnlySpan<byte> data)
    {
        if (data.Length < 2 || code > 1 || !HasFeature(VirtioNetFeatures.VlanFilter)) return false;
        ushort number = BinaryPrimitives.ReadUInt16LittleEndian(data);
        if (number > 4095) return false;
        filter.SetVlan(number, isTaken: code == 0);
        return true;
    }

    private bool TryAcknowledgeAnnouncement(byte code)
    {
        if (code != 0 || !HasFeature(VirtioNetFeatures.Announce)) return false;
        isAnnouncing = false;
        return true;
    }

    private bool TrySetOffloads(byte code, ReadOnlySpan<byte> data)
    {
        const ulong Possible = VirtioNetFeatures.GuestChecksum | VirtioNetFeatures.GuestTcp4
            | VirtioNetFeatures.GuestTcp6 | VirtioNetFeatures.GuestEcn;
        if (code != 0 || data.Length < 8 || !HasFeature(VirtioNetFeatures.GuestOffloads)) return false;
        ulong wanted = BinaryPrimitives.ReadUInt64LittleEndian(data);
        ulong negotiated = 0;
        for (ulong bit = 1; bit <= Possible; bit <<= 1)
            if ((Possible & bit) != 0 && HasFeature(bit)) negotiated |= bit;
        if ((wanted & ~negotiated) != 0) return false;
        guestOffloads = wanted;
        Netdev?.PeerFeaturesChanged();
        return true;
    }
}
