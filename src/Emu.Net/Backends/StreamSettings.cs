using Emu.Core.Time;
using Emu.Host;
using Emu.Model;

namespace Emu.Net.Backends;

/// <summary>What <c>-netdev stream</c> can be told.</summary>
[NetDevice("stream")]
public sealed partial class StreamSettings : NetdevSettings
{
    /// <summary>It waits for the other side.</summary>
    [Property("server")]
    public bool IsServer { get; set; }

    /// <summary>Seconds after which a client tries again; 0 for never.</summary>
    [Property("reconnect")]
    public uint ReconnectSeconds { get; set; }

    /// <summary><c>inet</c>, <c>unix</c> or <c>fd</c>.</summary>
    [Property("addr.type")]
    public string? AddressType { get; set; }

    /// <summary>A numeric address.</summary>
    [Property("addr.host")]
    public string? Host { get; set; }

    /// <summary>A port.</summary>
    [Property("addr.port")]
    public string? Port { get; set; }

    /// <summary>A socket file.</summary>
    [Property("addr.path")]
    public string? Path { get; set; }

    /// <summary>The path is a name that is no file.</summary>
    [Property("addr.abstract")]
    public bool IsAbstract { get; set; }

    /// <summary>The number of a descriptor.</summary>
    [Property("addr.str")]
    public string? Descriptor { get; set; }

    /// <inheritdoc/>
    public override NetEndpoint Create(string id, EventLoop loop)
    {
        if (IsServer && ReconnectSeconds > 0)
            throw SocketAddressText.Bad("'reconnect' option is incompatible with socket in server mode");
        return new StreamNetdev(id, loop, ReadAddress(), IsServer, ReconnectSeconds);
    }

    private StreamAddress ReadAddress() => AddressType switch
    {
        null => throw SocketAddressText.Bad("Parameter 'addr' is missing"),
        "inet" => new(SocketAddressText.Make(
            Host ?? throw Missing("addr.host"), Port ?? throw Missing("addr.port")), null),
        "unix" => new(default, (IsAbstract ? "@" : "") + (Path ?? throw Missing("addr.path"))),
        "fd" when PassedDescriptors.TryResolve(Descriptor, out int number) =>
            new(default, null, number),
        "fd" => throw SocketAddressText.Bad($"addr.str='{Descriptor}' is not the number of an open descriptor"),
        _ => throw SocketAddressText.Bad($"Parameter 'addr.type' does not accept value '{AddressType}'"),
    };

    private static NetException Missing(string name) => SocketAddressText.Bad($"Parameter '{name}' is missing");
}
