using Emu.Net;

namespace Emu.Devices.Virtio;

/// <summary>Which frames a network card takes, as its driver wants it.</summary>
/// <param name="Mac">The card's address.</param>
/// <param name="IsPromiscuous">It takes all.</param>
/// <param name="TakesBroadcast">It takes frames to everybody.</param>
/// <param name="Unicast">Frames to one receiver.</param>
/// <param name="Multicast">Frames to several.</param>
/// <param name="Vlans">Frames of virtual networks.</param>
/// <param name="UnicastTable">Addresses of one receiver besides the card's own.</param>
/// <param name="MulticastTable">Addresses of several receivers.</param>
/// <param name="VlanTable">Numbers of virtual networks.</param>
/// <param name="IsUnicastOverflown">There are more addresses of one receiver than the table holds: all are taken.</param>
/// <param name="IsMulticastOverflown">There are more addresses of several than the table holds: all are taken.</param>
public sealed record ReceiveFilter(
    MacAddress Mac, bool IsPromiscuous, bool TakesBroadcast, ReceiveMode Unicast, ReceiveMode Multicast, ReceiveMode Vlans,
    IReadOnlyList<MacAddress> UnicastTable, IReadOnlyList<MacAddress> MulticastTable, IReadOnlyList<int> VlanTable,
    bool IsUnicastOverflown, bool IsMulticastOverflown);

/// <summary>Which frames of a kind a card takes.</summary>
public enum ReceiveMode
{
    /// <summary>Those that a table names.</summary>
    Normal,

    /// <summary>None.</summary>
    None,

    /// <summary>All.</summary>
    All,
}
