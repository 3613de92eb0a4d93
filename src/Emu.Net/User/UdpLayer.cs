using System.Buffers.Binary;
using Emu.Host;

namespace Emu.Net.User;

/// <summary>
/// UDP between the guest and sockets of the host (RFC 768), and the door to DHCP and TFTP. The table of sessions is bounded;
/// those that are not used expire.
/// </summary>
internal sealed class UdpLayer(UserNetwork network)
{
    /// <summary>Most sessions at a time.</summary>
    public const int MostSessions = 1024;

    private const int MostDatagram = 65507, MostReads = 64;
    private const ushort DhcpServerPort = 67, TftpPort = 69, DhcpV6ServerPort = 547;
    private const ulong Second = 1_000_000_000, ShortLife = 60 * Second, LongLife = 300 * Second;

    private readonly Dictionary<HostEndpoint, UdpSession> sessions = [];
    private readonly byte[] buffer = GC.AllocateUninitializedArray<byte>(65536, pinned: true);
    private readonly IoSegment[] pieces = new IoSegment[1100];
    private readonly List<UdpSocket> waiting = [];

    // A datagram that has been read and that the guest has no room for; nothing else is read meanwhile.
    private UdpSession? held;
    private HostEndpoint heldFrom;
    private int heldLength;

    /// <summary>Sessions that are there now.</summary>
    public int Count => sessions.Count;

    private ulong Now => network.Loop.Clock.Nanoseconds;

    /// <summary>A datagram of a guest.</summary>
    public void Receive(in IpPacket packet)
    {
        ReadOnlySpan<byte> bytes = packet.Head;
        if (bytes.Length < UdpHeader.Length) return;
        int length = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        if (length < UdpHeader.Length || length > bytes.Length) return;
        bool hasChecksum = BinaryPrimitives.ReadUInt16BigEndian(bytes[UdpHeader.ChecksumAt..]) != 0;
        if (hasChecksum && length == packet.Length && !packet.HasGoodChecksum(pieces)) return;
        HostEndpoint source = new(packet.Source, BinaryPrimitives.ReadUInt16BigEndian(bytes));
        HostEndpoint destination = new(packet.Destination, BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]));
        ReadOnlySpan<byte> payload = bytes[UdpHeader.Length..length];
        if (ReceiveService(packet, source, destination, payload)) return;
        if (source.Address.IsAny || destination.Address.IsMulticast
            || destination.Address == network.Addresses.Broadcast)
            return;
        Forward(packet, source, destination, payload.Length);
    }

    /// <summary>Opens the host's end of a forwarding rule; returns a negative error, or 0.</summary>
    public int Listen(HostEndpoint host, HostEndpoint guest, out HostEndpoint bound)
    {
        bound = host;
        UdpSession session = sessions.TryGetValue(guest, out UdpSession? there) && there.IsForward ? there
            : new UdpSession(this, guest) { IsForward = true };
        int socket = HostSocket.Create(host.Address.IsV4, HostSocket.Datagram);
        if (socket < 0) return socket;
        int result = HostSocket.Bind(socket, host);
        if (result >= 0) result = HostSocket.GetName(socket, out bound);
        if (result >= 0) result = Add(session, socket, host.Address.IsV4);
        if (result < 0)
        {
            HostSocket.Close(socket);
            return result;
        }

        sessions[guest] = session;
        return 0;
    }

    /// <summary>Sends a datagram that a service of the network has made; lost when the guest has no room.</summary>
    public SendResult Send(HostEndpoint source, HostEndpoint destination, ReadOnlySpan<IoSegment> payload, int length)
    {
        Span<byte> header = stackalloc byte[UdpHeader.Length];
        UdpHeader.Write(header, source.Port, destination.Port, length);
        return network.Output.Send(
            source.Address, destination.Address, IpProtocol.Udp, header, payload, UdpHeader.ChecksumAt);
    }

    /// <summary>Reads what has come for a session. What the guest has no room for stays with the host.</summary>
    public void Read(UdpSocket socket)
    {
        Span<IoSegment> room = [HostSegments.Of(buffer, 0, buffer.Length)];
        for (int i = 0; i < MostReads; i++)
        {
            if (held is not null || network.Output.IsBlocked) break;
            int length = HostSocket.Receive(socket.Descriptor, room, out HostEndpoint from);
            if (length == HostSocket.TryAgain) return;
            // Errors are about datagrams that were sent before; the next read gives what has come.
            if (length < 0 || from.Port == 0) continue;
            if (Deliver(socket.Session, from, length)) continue;
            (held, heldFrom, heldLength) = (socket.Session, from, length);
        }

        // Nobody says a second time that there is something to read.
        if (socket.IsListed) return;
        socket.IsListed = true;
        waiting.Add(socket);
        if (held is null && !network.Output.IsBlocked) network.Continue();
    }

    /// <summary>The guest has room again, or the loop has had its turn.</summary>
    public void Continue()
    {
        if (held is { } session)
        {
            if (!Deliver(session, heldFrom, heldLength)) return;
            held = null;
        }

        int count = waiting.Count;
        for (int i = 0; i < count && !network.Output.IsBlocked; i++)
        {
            UdpSocket socket = waiting[0];
            waiting.RemoveAt(0);
            socket.IsListed = false;
            if (socket.Slot >= 0) Read(socket);
        }
    }

    /// <summary>Drops sessions that have not been used for a while.</summary>
    public void Expire()
    {
        ulong now = Now;
        foreach (UdpSession session in sessions.Values)
        {
            if (session.IsForward || now - session.LastUsed < (session.IsAnswered ? LongLife : ShortLife)) continue;
            Remove(session);
        }
    }

    /// <summary>Closes all sockets.</summary>
    public void Close()
    {
        foreach (UdpSession session in sessions.Values) Remove(session);
    }

    private bool ReceiveService(
        in IpPacket packet, HostEndpoint source, HostEndpoint destination, ReadOnlySpan<byte> payload)
    {
        UserAddresses addresses = network.Addresses;
        bool isV4 = source.Address.IsV4;
        InternetAddress to = destination.Address;
        bool isForUs = to == addresses.Host || to == addresses.HostV6;
        switch (destination.Port)
        {
            case DhcpServerPort when isV4 && (isForUs || to == addresses.Broadcast || to.V4 == uint.MaxValue):
                network.Dhcp.Receive(packet.SourceMac, payload);
                return true;
            case DhcpV6ServerPort when !isV4 && (to.IsMulticast || to == UserAddresses.RouterV6 || isForUs):
                network.DhcpV6.Receive(source, payload);
                return true;
            case TftpPort when isForUs && network.Tftp is { } tftp:
                tftp.Receive(source, destination, payload);
                return true;
            default:
                return false;
        }
    }

    private void Forward(in IpPacket packet, HostEndpoint source, HostEndpoint destination, int length)
    {
        sessions.TryGetValue(source, out UdpSession? session);
        bool isDns = destination.Address == network.Addresses.Dns || destination.Address == network.Addresses.DnsV6;
        if (!TryFindTarget(session, destination, out HostEndpoint target))
        {
            if (!network.Router.IsRestricted) Refuse(packet);
            return;
        }

        session ??= Create(source);
        UdpSocket? socket = Find(session, target.Address.IsV4);
        if (socket is null) return;
        session.LastUsed = Now;
        int count = packet.SlicePayload(UdpHeader.Length, length, pieces);
        if (isDns)
        {
            int number = packet.Head.Length >= UdpHeader.Length + 2
                ? BinaryPrimitives.ReadUInt16BigEndian(packet.Head[UdpHeader.Length..]) : -1;
            // The same question again: the server has not answered.
            if (number >= 0 && number == session.OpenQuestion)
            {
                network.Resolver.TryNext();
                if (!TryFindTarget(session, destination, out target) || Find(session, target.Address.IsV4) is not { } other)
                    return;
                socket = other;
            }

            session.OpenQuestion = number;
            session.AskedDns = destination.Address;
        }

        int result = HostSocket.Send(socket.Descriptor, pieces.AsSpan(0, count), target);
        if (result is HostSocket.NetworkUnreachable or HostSocket.HostUnreachable or HostSocket.ConnectionRefused)
            Refuse(packet);
    }

    private bool TryFindTarget(UdpSession? session, HostEndpoint destination, out HostEndpoint target)
    {
        if (network.Router.TryRoute(destination, out target)) return true;
        if (session is not { IsForward: true }) return false;
        // An answer to who has come through a forwarding rule.
        target = destination;
        if (session.IsCaller(destination)) return true;
        bool isHost = destination.Address == network.Addresses.Host || destination.Address == network.Addresses.HostV6;
        target = new(destination.Address.IsV4 ? InternetAddress.FromV4(0x7f00_0001) : InternetAddress.LoopbackV6,
            destination.Port);
        return isHost && session.IsCaller(target);
    }

    private void Refuse(in IpPacket packet)
    {
        if (packet.Quote.Length == 0) return;
        if (packet.Source.IsV4) network.Icmp.SendUnreachable(packet.Source, Icmp.PortUnreachable, packet.Quote);
        else network.Icmp6.SendUnreachable(packet.Source, Icmp6.PortUnreachable, packet.Quote);
    }

    private UdpSession Create(HostEndpoint source)
    {
        if (sessions.Count >= MostSessions) RemoveOldest();
        UdpSession session = new(this, source);
        sessions[source] = session;
        network.SetTimer();
        return session;
    }

    private void RemoveOldest()
    {
        UdpSession? oldest = null;
        foreach (UdpSession session in sessions.Values)
            if (!session.IsForward && (oldest is null || session.LastUsed < oldest.LastUsed)) oldest = session;
        if (oldest is not null) Remove(oldest);
    }

    private UdpSocket? Find(UdpSession session, bool isV4)
    {
        if ((isV4 ? session.V4 : session.V6) is { } there) return there;
        int socket = HostSocket.Create(isV4, HostSocket.Datagram);
        if (socket < 0) return null;
        if (Add(session, socket, isV4) >= 0) return isV4 ? session.V4 : session.V6;
        HostSocket.Close(socket);
        return null;
    }

    private int Add(UdpSession session, int socket, bool isV4)
    {
        UdpSocket made = new(session, socket);
        made.Slot = network.ReadyTable.Add(socket, made);
        if (made.Slot < 0) return made.Slot;
        if (isV4) session.V4 = made;
        else session.V6 = made;
        return 0;
    }

    private void Remove(UdpSession session)
    {
        sessions.Remove(session.Guest);
        if (held == session) held = null;
        Close(session.V4);
        Close(session.V6);
    }

    private void Close(UdpSocket? socket)
    {
        if (socket is null) return;
        network.ReadyTable.Remove(socket.Slot);
        socket.Slot = -1;
        HostSocket.Close(socket.Descriptor);
    }

    /// <summary>Passes on what lies in the buffer; false when the guest has no room.</summary>
    private bool Deliver(UdpSession session, HostEndpoint from, int length)
    {
        HostEndpoint shown = from;
        if (session.AskedDns != default && network.Resolver.IsServer(from))
        {
            shown = new(session.AskedDns, Router.DnsPort);
            session.OpenQuestion = -1;
        }
        else
        {
            if (session.IsForward) session.NoteCaller(from);
            shown = new(network.Router.ToGuest(from.Address), from.Port);
        }

        if (shown.Address.IsV4 != session.Guest.Address.IsV4 || length > MostDatagram) return true;
        session.LastUsed = Now;
        session.IsAnswered = true;
        Span<IoSegment> piece = [HostSegments.Of(buffer, 0, length)];
        return Send(shown, session.Guest, piece, length) != SendResult.NoRoom;
    }
}
