using System.Buffers.Binary;
using Emu.Host;

namespace Emu.Net.User;

/// <summary>Pings beyond the network, through the host's unprivileged ping sockets (<c>ping_group_range</c>). The kernel
/// puts its own identifier into the question, so that each identifier of a guest has a socket of its own.</summary>
internal sealed class PingLayer(UserNetwork network)
{
    private const int Most = 64, MostReads = 64;
    private const ulong Life = 30_000_000_000;

    private readonly Dictionary<(InternetAddress Guest, ushort Identifier, bool IsV4), Session> sessions = [];
    private readonly byte[] buffer = GC.AllocateUninitializedArray<byte>(65536, pinned: true);
    private readonly IoSegment[] pieces = new IoSegment[64];

    public int Count => sessions.Count;

    /// <summary>Sends a question on; false when the host does not let us.</summary>
    public bool TrySend(in IpPacket packet, InternetAddress target)
    {
        bool isV4 = target.IsV4;
        ushort identifier = BinaryPrimitives.ReadUInt16BigEndian(packet.Head[4..]);
        (InternetAddress, ushort, bool) key = (packet.Source, identifier, isV4);
        if (!sessions.TryGetValue(key, out Session? session))
        {
            int socket = HostSocket.Create(
                isV4, HostSocket.Datagram, isV4 ? HostSocket.ProtocolIcmp : HostSocket.ProtocolIcmpV6);
            if (socket < 0) return false;
            if (sessions.Count >= Most) RemoveOldest();
            session = new Session(this, packet.Source, identifier, isV4, socket);
            session.Slot = network.ReadyTable.Add(socket, session);
            if (session.Slot < 0)
            {
                HostSocket.Close(socket);
                return false;
            }

            sessions.Add(key, session);
            network.SetTimer();
        }

        session.LastUsed = network.Loop.Clock.Nanoseconds;
        int count = packet.SlicePayload(0, packet.Length, pieces);
        return HostSocket.Send(session.Socket, pieces.AsSpan(0, count), new HostEndpoint(target, 0)) >= 0;
    }

    /// <summary>Drops sessions that are not used any more.</summary>
    public void Expire()
    {
        ulong now = network.Loop.Clock.Nanoseconds;
        foreach (Session session in sessions.Values)
            if (now - session.LastUsed > Life) Remove(session);
    }

    /// <summary>Closes all sockets.</summary>
    public void Close()
    {
        foreach (Session session in sessions.Values) Remove(session);
    }

    private void Read(Session session)
    {
        Span<IoSegment> room = [HostSegments.Of(buffer, 0, buffer.Length)];
        for (int i = 0; i < MostReads && session.Slot >= 0; i++)
        {
            int length = HostSocket.Receive(session.Socket, room, out HostEndpoint from);
            if (length == HostSocket.TryAgain) return;
            if (length < 8) continue;
            Span<byte> numbers = buffer.AsSpan(4, 4);
            BinaryPrimitives.WriteUInt16BigEndian(numbers, session.Identifier);
            ReadOnlySpan<byte> payload = buffer.AsSpan(8, length - 8);
            InternetAddress shown = network.Router.ToGuest(from.Address);
            if (session.IsV4) network.Icmp.SendEcho(shown, session.Guest, numbers, payload);
            else network.Icmp6.SendEcho(shown, session.Guest, numbers, payload);
        }
    }

    private void RemoveOldest()
    {
        Session? oldest = null;
        foreach (Session session in sessions.Values)
            if (oldest is null || session.LastUsed < oldest.LastUsed) oldest = session;
        if (oldest is not null) Remove(oldest);
    }

    private void Remove(Session session)
    {
        sessions.Remove((session.Guest, session.Identifier, session.IsV4));
        network.ReadyTable.Remove(session.Slot);
        session.Slot = -1;
        HostSocket.Close(session.Socket);
    }

    private sealed class Session(
        PingLayer layer, InternetAddress guest, ushort identifier, bool isV4, int socket) : IReadyHandler
    {
        public InternetAddress Guest => guest;

        public ushort Identifier => identifier;

        public bool IsV4 => isV4;

        public int Socket => socket;

        public int Slot { get; set; }

        public ulong LastUsed { get; set; }

        public void Ready(uint events) => layer.Read(this);
    }
}
