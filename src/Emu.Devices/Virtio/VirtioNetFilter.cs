using System.Buffers.Binary;
using Emu.Model;
using Emu.Net;

namespace Emu.Devices.Virtio;

/// <summary>Which frames a network card takes (virtio 1.2, 5.1.6.5.1 to 5.1.6.5.3). All belongs to the card's
/// loop.</summary>
internal sealed partial class VirtioNetFilter
{
    private const int MostAddresses = 64, MostVlans = 4096;

    [State]
    private ulong[] addresses = [];

    [State]
    private int unicastCount;

    [State]
    private readonly ulong[] vlans = new ulong[MostVlans / 64];

    [State]
    public bool IsPromiscuous { get; set; }

    [State]
    public bool TakesAllMulticast { get; set; }

    [State]
    public bool TakesAllUnicast { get; set; }

    [State]
    public bool TakesNoMulticast { get; set; }

    [State]
    public bool TakesNoUnicast { get; set; }

    [State]
    public bool TakesNoBroadcast { get; set; }

    /// <summary>There are more unicast addresses than the table holds.</summary>
    [State]
    public bool IsUnicastOverflown { get; set; }

    /// <summary>There are more multicast addresses than the table holds.</summary>
    [State]
    public bool IsMulticastOverflown { get; set; }

    /// <summary>Puts all into the state after a reset: a driver that knows nothing of filters gets all frames.</summary>
    public void Reset()
    {
        addresses = [];
        unicastCount = 0;
        Array.Clear(vlans);
        IsPromiscuous = true;
        TakesAllMulticast = TakesAllUnicast = TakesNoMulticast = TakesNoUnicast = TakesNoBroadcast = false;
        IsUnicastOverflown = IsMulticastOverflown = false;
    }

    /// <summary>Takes the two tables of a driver, each a count and so many addresses; false when they are not
    /// that.</summary>
    public bool TrySetTables(ReadOnlySpan<byte> data)
    {
        if (!TryTable(ref data, out ReadOnlySpan<byte> unicast) || !TryTable(ref data, out ReadOnlySpan<byte> multicast))
            return false;
        int unicasts = unicast.Length / MacAddress.Length, multicasts = multicast.Length / MacAddress.Length;
        IsUnicastOverflown = unicasts > MostAddresses;
        IsMulticastOverflown = multicasts > MostAddresses - (IsUnicastOverflown ? 0 : unicasts);
        unicastCount = IsUnicastOverflown ? 0 : unicasts;
        int kept = IsMulticastOverflown ? 0 : multicasts;
        addresses = new ulong[unicastCount + kept];
        for (int i = 0; i < unicastCount; i++) addresses[i] = MacAddress.Read(unicast[(i * MacAddress.Length)..]).Value;
        for (int i = 0; i < kept; i++)
            addresses[unicastCount + i] = MacAddress.Read(multicast[(i * MacAddress.Length)..]).Value;
        return true;
    }

    /// <summary>Lets frames of a virtual network through, or not.</summary>
    public void SetVlan(ushort number, bool isTaken)
    {
        ulong bit = 1UL << (number & 63);
        if (isTaken) vlans[number / 64 % vlans.Length] |= bit;
        else vlans[number / 64 % vlans.Length] &= ~bit;
    }

    /// <summary>The addresses of one receiver that the driver has given.</summary>
    public IReadOnlyList<MacAddress> Unicast => [.. addresses.AsSpan(0, unicastCount).ToArray().Select(each => new MacAddress(each))];

    /// <summary>The addresses of several receivers that the driver has given.</summary>
    public IReadOnlyList<MacAddress> Multicast => [.. addresses.AsSpan(unicastCount).ToArray().Select(each => new MacAddress(each))];

    /// <summary>The virtual networks whose frames are let through.</summary>
    public IReadOnlyList<int> Vlans => [.. Enumerable.Range(0, MostVlans).Where(each => (vlans[each / 64] >> (each & 63) & 1) != 0)];

    /// <summary>The card takes a frame.</summary>
    /// <param name="frame">Its first 18 bytes, or fewer when it is shorter.</param>
    /// <param name="own">The card's address.</param>
    /// <param name="filtersVlans">The driver has accepted VIRTIO_NET_F_CTRL_VLAN.</param>
    public bool Takes(ReadOnlySpan<byte> frame, MacAddress own, bool filtersVlans)
    {
        const ushort VlanTag = 0x8100;
        if (IsPromiscuous || frame.Length < NetFrame.HeaderLength) return true;
        if (filtersVlans && frame.Length >= 16 && BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) == VlanTag)
        {
            int number = BinaryPrimitives.ReadUInt16BigEndian(frame[14..]) & 0xfff;
            if ((vlans[number / 64] >> (number & 63) & 1) == 0) return false;
        }

        MacAddress to = MacAddress.Read(frame);
        if (to == MacAddress.Broadcast) return !TakesNoBroadcast;
        ReadOnlySpan<ulong> table = addresses;
        return to.IsMulticast
            ? !TakesNoMulticast && (TakesAllMulticast || IsMulticastOverflown || table[unicastCount..].Contains(to.Value))
            : !TakesNoUnicast
                && (TakesAllUnicast || IsUnicastOverflown || to == own || table[..unicastCount].Contains(to.Value));
    }

    private static bool TryTable(ref ReadOnlySpan<byte> data, out ReadOnlySpan<byte> table)
    {
        table = default;
        if (data.Length < 4) return false;
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(data);
        if (count > (uint)(data.Length - 4) / MacAddress.Length) return false;
        table = data.Slice(4, (int)count * MacAddress.Length);
        data = data[(4 + table.Length)..];
        return true;
    }
}
