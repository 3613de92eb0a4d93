using System.Globalization;
using Emu.Core.Time;
using Emu.Host;
using Emu.Model;

namespace Emu.Net.Backends;

/// <summary>What <c>-netdev dgram</c> can be told.</summary>
[NetDevice("dgram")]
public sealed partial class DatagramSettings : NetdevSettings
{
    /// <summary><c>inet</c>, <c>unix</c> or <c>fd</c>: the own end.</summary>
    [Property("local.type")]
    public string? LocalType { get; set; }

    /// <summary>A numeric address.</summary>
    [Property("local.host")]
    public string? LocalHost { get; set; }

    /// <summary>A port.</summary>
    [Property("local.port")]
    public string? LocalPort { get; set; }

    /// <summary>A socket file.</summary>
    [Property("local.path")]
    public string? LocalPath { get; set; }

    /// <summary>The number of a descriptor that is a connected datagram socket.</summary>
    [Property("local.str")]
    public string? LocalDescriptor { get; set; }

    /// <summary><c>inet</c> or <c>unix</c>: where frames go.</summary>
    [Property("remote.type")]
    public string? RemoteType { get; set; }

    /// <summary>A numeric address, or a multicast group.</summary>
    [Property("remote.host")]
    public string? RemoteHost { get; set; }

    /// <summary>A port.</summary>
    [Property("remote.port")]
    public string? RemotePort { get; set; }

    /// <summary>A socket file.</summary>
    [Property("remote.path")]
    public string? RemotePath { get; set; }

    /// <inheritdoc/>
    public override NetEndpoint Create(string id, EventLoop loop)
    {
        if (RemoteType == "inet" && InternetAddress.TryParse(RemoteHost ?? "", out InternetAddress group) && group.IsMulticast)
            return DatagramSockets.OpenMulticast(id, loop, $"{RemoteHost}:{RemotePort}", LocalHost);
        if (LocalType is null) throw SocketAddressText.Bad("dgram requires local= parameter");
        if (LocalType == "fd")
        {
            if (!int.TryParse(LocalDescriptor, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                throw SocketAddressText.Bad($"local.str='{LocalDescriptor}' is not the number of an open descriptor");
            int result = HostSocket.SetNonBlocking(number);
            return result >= 0 ? new DatagramNetdev(id, loop, number, null, $"fd={number}")
                : throw SocketAddressText.Refused($"Can't use file descriptor {number}", result);
        }

        if (RemoteType is null) throw SocketAddressText.Bad("type=inet or type=unix requires remote parameter");
        if (RemoteType != LocalType) throw SocketAddressText.Bad("type for remote and local must be the same");
        return LocalType switch
        {
            "inet" => DatagramSockets.OpenUdp(id, loop, SocketAddressText.Make(LocalHost ?? "", LocalPort ?? ""),
                SocketAddressText.Make(RemoteHost ?? "", RemotePort ?? "")),
            "unix" => DatagramSockets.OpenUnix(id, loop, LocalPath ?? throw Missing("local.path"),
                RemotePath ?? throw Missing("remote.path")),
            _ => throw SocketAddressText.Bad($"Parameter 'local.type' does not accept value '{LocalType}'"),
        };
    }

    private static NetException Missing(string name) => SocketAddressText.Bad($"Parameter '{name}' is missing");
}
