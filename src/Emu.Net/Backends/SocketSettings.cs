using Emu.Core.Time;
using Emu.Host;
using Emu.Model;

namespace Emu.Net.Backends;

/// <summary>What <c>-netdev socket</c> can be told.</summary>
[NetDevice("socket")]
public sealed partial class SocketSettings : NetdevSettings
{
    /// <summary>The number of a connected socket.</summary>
    [Property("fd")]
    public string? Descriptor { get; set; }

    /// <summary>Where to wait for the other side.</summary>
    [Property("listen")]
    public string? Listen { get; set; }

    /// <summary>Where the other side waits.</summary>
    [Property("connect")]
    public string? Connect { get; set; }

    /// <summary>A multicast group and port.</summary>
    [Property("mcast")]
    public string? Multicast { get; set; }

    /// <summary>The own address: of an interface for <see cref="Multicast"/>, with a port for <see cref="Udp"/>.</summary>
    [Property("localaddr")]
    public string? LocalAddress { get; set; }

    /// <summary>Where datagrams go.</summary>
    [Property("udp")]
    public string? Udp { get; set; }

    /// <inheritdoc/>
    public override NetEndpoint Create(string id, EventLoop loop)
    {
        int ways = new[] { Descriptor, Listen, Connect, Multicast, Udp }.Count(way => way is not null);
        if (ways != 1 && Descriptor is null)
            throw SocketAddressText.Bad("exactly one of listen=, connect=, mcast= or udp= is required");
        if (ways != 1)
            throw SocketAddressText.Bad("exactly one of fd=, listen=, connect=, mcast= or udp= is required");
        if (LocalAddress is not null && Multicast is null && Udp is null)
            throw SocketAddressText.Bad("localaddr= is only valid with mcast= or udp=");
        if (Descriptor is not null)
        {
            return PassedDescriptors.TryResolve(Descriptor, out int number)
                ? new StreamNetdev(id, loop, new(default, null, number), isServer: false, 0)
                : throw SocketAddressText.Bad($"fd={Descriptor} is not the number of an open descriptor");
        }

        if (Listen is not null)
            return new StreamNetdev(id, loop, new(SocketAddressText.Parse(Listen), null), isServer: true, 0);
        // A guest may be started before the other: QEMU goes on and the link stays dead, ours tries again.
        if (Connect is not null)
            return new StreamNetdev(id, loop, new(SocketAddressText.Parse(Connect), null), isServer: false, 1);
        if (Multicast is not null) return DatagramSockets.OpenMulticast(id, loop, Multicast, LocalAddress);
        if (LocalAddress is null) throw SocketAddressText.Bad("localaddr= is mandatory with udp=");
        return DatagramSockets.OpenUdp(id, loop, SocketAddressText.Parse(LocalAddress), SocketAddressText.Parse(Udp!));
    }
}
