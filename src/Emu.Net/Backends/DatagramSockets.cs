using Emu.Core.Time;
using Emu.Host;

namespace Emu.Net.Backends;

/// <summary>Opens the sockets of <see cref="DatagramNetdev"/>.</summary>
internal static class DatagramSockets
{
    public static DatagramNetdev OpenUdp(string id, EventLoop loop, HostEndpoint own, HostEndpoint remote)
    {
        int socket = HostSocket.Create(own.Address.IsV4, HostSocket.Datagram);
        if (socket < 0) throw SocketAddressText.Refused("can't create datagram socket", socket);
        HostSocket.SetReuseAddress(socket);
        int result = HostSocket.Bind(socket, own);
        if (result >= 0) return new DatagramNetdev(id, loop, socket, remote, $"udp={own}/{remote}");
        HostSocket.Close(socket);
        throw SocketAddressText.Refused($"can't bind ip={own.Address} to socket", result);
    }

    public static DatagramNetdev OpenMulticast(string id, EventLoop loop, string text, string? localText)
    {
        HostEndpoint group = SocketAddressText.Parse(text);
        if (!group.Address.IsV4 || !group.Address.IsMulticast)
            throw SocketAddressText.Bad(
                $"specified mcastaddr {group.Address} (0x{group.Address.V4:x8}) does not contain a multicast address");
        InternetAddress local = default;
        if (localText is not null && (!InternetAddress.TryParse(localText, out local) || !local.IsV4))
            throw SocketAddressText.Bad($"localaddr '{localText}' is not a valid IPv4 address");
        int socket = HostSocket.Create(isV4: true, HostSocket.Datagram);
        if (socket < 0) throw SocketAddressText.Refused("can't create datagram socket", socket);
        HostSocket.SetReuseAddress(socket);
        int result = HostSocket.Bind(socket, group);
        if (result >= 0) result = HostSocket.JoinGroup(socket, group.Address.V4, localText is null ? 0 : local.V4);
        if (result >= 0) return new DatagramNetdev(id, loop, socket, group, $"mcast={group}");
        HostSocket.Close(socket);
        throw SocketAddressText.Refused($"can't add socket to multicast group {group.Address}", result);
    }

    /// <summary>Datagrams between two socket files.</summary>
    public static DatagramNetdev OpenUnix(string id, EventLoop loop, string own, string remote)
    {
        int socket = HostSocket.CreateUnix(HostSocket.Datagram);
        if (socket < 0) throw SocketAddressText.Refused("can't create datagram socket", socket);
        if (!own.StartsWith('@') && HostFile.StatusOf(own)?.Kind == FileKind.Other) File.Delete(own);
        int result = HostSocket.Bind(socket, own);
        if (result < 0)
        {
            HostSocket.Close(socket);
            throw SocketAddressText.Refused($"can't bind unix={own} to socket", result);
        }

        return new DatagramNetdev(id, loop, socket, null, $"udp={own}:{remote}", own) { RemotePath = remote };
    }
}
