using Emu.Core.Time;
using Emu.Model;

namespace Emu.Net.Backends;

/// <summary>What <c>-netdev hubport</c> can be told.</summary>
[NetDevice("hubport")]
public sealed partial class HubPortSettings : NetdevSettings
{
    /// <summary>The number of the hub; all ports with the same number are connected.</summary>
    [Property("hubid", IsRequired = true)]
    public int HubId { get; set; }

    /// <summary>The netdev that is plugged into the port; null for a port that a card is plugged into.</summary>
    [Property("netdev")]
    public NetEndpoint? Netdev { get; set; }

    /// <inheritdoc/>
    public override NetEndpoint Create(string id, EventLoop loop)
    {
        NetEndpoint port = Hub.Of(loop, HubId).AddPort(id);
        if (Netdev is null) return port;
        if (Netdev.Peer is not null)
            throw new NetException(NetError.BadValue, $"hubport: netdev '{Netdev.Id}' is in use already");
        NetEndpoint.Connect(port, Netdev);
        return port;
    }
}
