using System.Buffers.Binary;
using Emu.Core.Tracing;
using Emu.Host;

namespace Emu.Net.User;

/// <summary>
/// TCP between the guest and sockets of the host (RFC 9293). The link to the guest neither loses nor reorders, so there is
/// no congestion control and no queue for segments out of order; what the guest has no room for is sent again.
/// </summary>
internal sealed partial class TcpLayer
{
    /// <summary>Most connections at a time.</summary>
    public const int MostConnections = 4096;

    private const ulong Millisecond = 1_000_000;
    private const ulong TimeWaitNanoseconds = 5_000 * Millisecond;

    private readonly UserNetwork network;
    private readonly ChunkPool pool;
    private readonly Dictionary<ConnectionKey, TcpConnection> connections = [];
    private readonly byte[] secret = HostRandom.Bytes(8);

    // Connections that have something to say: at the end of a batch of frames, and when the guest has room again.
    private List<TcpConnection> listed = [], spare = [];
    private readonly IoSegment[] pieces = new IoSegment[1100];
    private ushort lastPort = 49151;

    public TcpLayer(UserNetwork network, ChunkPool pool)
    {
        this.network = network;
        this.pool = pool;
    }

    /// <summary>Connections that are there now.</summary>
    public int Count => connections.Count;

    /// <summary>A connection waits for a time.</summary>
    public bool NeedsTimer { get; private set; }

    private ulong Now => network.Loop.Clock.Nanoseconds;

    /// <summary>A segment of a guest.</summary>
    public void Receive(in IpPacket packet)
    {
        if (!TcpHeader.TryRead(packet, out TcpHeader header) || packet.Destination.IsMulticast
            || !packet.HasGoodChecksum(pieces))
            return;
        ConnectionKey key = new(
            new(packet.Source, header.SourcePort), new(packet.Destination, header.DestinationPort));
        int count = packet.Length - header.HeaderLength;
        if (connections.TryGetValue(key, out TcpConnection? connection))
        {
            bool isNew = connection.State == TcpState.TimeWait && header.Has(TcpHeader.Syn)
                && !header.Has(TcpHeader.Ack);
            if (!isNew)
            {
                Receive(connection, header, packet, count);
                return;
            }

            Remove(connection);
        }

        if (header.Has(TcpHeader.Rst)) return;
        if (header.Has(TcpHeader.Syn) && !header.Has(TcpHeader.Ack)) Open(key, header);
        else Refuse(key, header, count);
    }

    /// <summary>The host has a connection for the guest.</summary>
    /// <param name="socket">Its socket, which is the layer's from here on.</param>
    /// <param name="remote">The other end, as the guest is to see it; port 0 when it has none.</param>
    /// <param name="guest">Where it goes.</param>
    public void Accept(int socket, HostEndpoint remote, HostEndpoint guest)
    {
        ConnectionKey key = new(guest, remote);
        // Two ways in can give two connections the same ends.
        for (int i = 0; (key.Remote.Port == 0 || connections.ContainsKey(key)) && i < MostConnections; i++)
        {
            lastPort = lastPort == ushort.MaxValue ? (ushort)49152 : (ushort)(lastPort + 1);
            key = new(guest, new(remote.Address, lastPort));
        }

        if (connections.ContainsKey(key) || Add(key, socket) is not { } connection)
        {
            HostSocket.Abort(socket);
            return;
        }

        connection.State = TcpState.SynSent;
        connection.ReceiveScale = OwnScale;
        connection.SegmentSize = DefaultSegmentSize(key);
        connection.IsReadable = true;
        Output(connection);
        SetTimer(connection);
    }

    /// <summary>Says what the batch of frames that is over has given to say.</summary>
    public void Flush()
    {
        if (listed.Count == 0 || network.Output.IsBlocked) return;
        (listed, spare) = (spare, listed);
        foreach (TcpConnection connection in spare)
        {
            connection.IsListed = false;
            if (connection.State == TcpState.Closed) continue;
            if (connection.IsReadable) ReadHost(connection);
            else Output(connection);
        }

        spare.Clear();
    }

    /// <summary>A guest has been found: connections that wait for it need not wait for their time.</summary>
    public void AddressLearned(InternetAddress address)
    {
        foreach (TcpConnection connection in connections.Values)
        {
            if (connection.State != TcpState.SynSent || connection.Key.Guest.Address != address) continue;
            connection.SendNext = connection.InitialSequence;
            List(connection);
        }
    }

    /// <summary>Ends all connections: each other side sees a reset.</summary>
    public void Close()
    {
        foreach (TcpConnection connection in connections.Values)
        {
            if (connection.Socket >= 0) HostSocket.Abort(connection.Socket);
            connection.State = TcpState.Closed;
        }

        connections.Clear();
    }

    private void List(TcpConnection connection)
    {
        if (connection.IsListed) return;
        connection.IsListed = true;
        listed.Add(connection);
    }

    private static int DefaultSegmentSize(in ConnectionKey key) => IpOutput.Mtu - TcpHeader.Length
        - (key.Guest.Address.IsV4 ? IpOutput.V4HeaderLength : IpOutput.V6HeaderLength);

    private TcpConnection? Add(in ConnectionKey key, int socket)
    {
        if (connections.Count >= MostConnections && !MakeRoom()) return null;
        TcpConnection connection = new(this, key, pool) { Socket = socket, LastHeard = Now };
        connection.Slot = network.ReadyTable.Add(socket, connection);
        if (connection.Slot < 0) return null;
        connection.InitialSequence = ChooseSequence(key);
        connection.SendUna = connection.SendNext = connection.SendMax = connection.InitialSequence;
        connections.Add(key, connection);
        if (EventTrace.IsOn && TraceEvents.TcpOpen.IsEnabled) TraceEvents.TcpOpen.Write($"{key.Guest}", $"{key.Remote}");
        HostSocket.SetNoDelay(socket);
        return connection;
    }

    /// <summary>Drops a connection that only waits for its end.</summary>
    private bool MakeRoom()
    {
        foreach (TcpConnection connection in connections.Values)
        {
            if (connection.State != TcpState.TimeWait) continue;
            Remove(connection);
            return true;
        }

        return false;
    }

    /// <summary>RFC 6528: a clock of four microseconds, and a part that depends on the ends and is hard to
    /// guess.</summary>
    private uint ChooseSequence(in ConnectionKey key)
    {
        HashCode hash = default;
        hash.Add(key);
        hash.AddBytes(secret);
        return (uint)(Now / 4000) + (uint)hash.ToHashCode();
    }

    private void Remove(TcpConnection connection)
    {
        connections.Remove(connection.Key);
        if (EventTrace.IsOn && TraceEvents.TcpClose.IsEnabled) TraceEvents.TcpClose.Write($"{connection.Key.Guest}", $"{connection.Key.Remote}");
        connection.State = TcpState.Closed;
        connection.ToGuest.Clear();
        connection.ToHost.Clear();
        CloseSocket(connection, isAbort: false);
    }

    private void CloseSocket(TcpConnection connection, bool isAbort)
    {
        if (connection.Socket < 0) return;
        network.ReadyTable.Remove(connection.Slot);
        if (isAbort) HostSocket.Abort(connection.Socket);
        else HostSocket.Close(connection.Socket);
        connection.Socket = -1;
    }

    /// <summary>Ends a connection for the host as the guest has ended it: at once.</summary>
    private void ResetHost(TcpConnection connection)
    {
        CloseSocket(connection, isAbort: true);
        Remove(connection);
    }

    /// <summary>Ends a connection for the guest as the host has ended it: at once.</summary>
    private void ResetGuest(TcpConnection connection)
    {
        SendControl(connection.Key, connection.SendNext, connection.ReceiveNext, TcpHeader.Rst | TcpHeader.Ack);
        ResetHost(connection);
    }

    /// <summary>Answers a segment that belongs to nothing (RFC 9293 3.10.7.1).</summary>
    private void Refuse(in ConnectionKey key, in TcpHeader header, int count)
    {
        if (header.Has(TcpHeader.Ack))
        {
            SendControl(key, header.Acknowledged, 0, TcpHeader.Rst);
            return;
        }

        uint end = header.Sequence + (uint)count + (header.Has(TcpHeader.Syn) ? 1u : 0)
            + (header.Has(TcpHeader.Fin) ? 1u : 0);
        SendControl(key, 0, end, TcpHeader.Rst | TcpHeader.Ack);
    }

    private void SendControl(in ConnectionKey key, uint sequence, uint acknowledged, byte flags)
    {
        Span<byte> bytes = stackalloc byte[TcpHeader.Length];
        TcpHeader.Write(bytes, key, sequence, acknowledged, flags, 0, 0, -1);
        network.Output.Send(
            key.Remote.Address, key.Guest.Address, IpProtocol.Tcp, bytes, [], TcpHeader.ChecksumAt);
    }

    /// <summary>The packet that an ICMP error quotes: the guest's first segment.</summary>
    private void SendUnreachable(in ConnectionKey key, uint sequence, bool isNetwork)
    {
        Span<byte> quote = stackalloc byte[IpOutput.V6HeaderLength + 8];
        quote.Clear();
        bool isV4 = key.Guest.Address.IsV4;
        int at = isV4 ? IpOutput.V4HeaderLength : IpOutput.V6HeaderLength;
        if (isV4)
        {
            quote[0] = 0x45;
            BinaryPrimitives.WriteUInt16BigEndian(quote[2..], IpOutput.V4HeaderLength + TcpHeader.Length);
            quote[8] = 64;
            quote[9] = IpProtocol.Tcp;
            BinaryPrimitives.WriteUInt32BigEndian(quote[12..], key.Guest.Address.V4);
            BinaryPrimitives.WriteUInt32BigEndian(quote[16..], key.Remote.Address.V4);
        }
        else
        {
            quote[0] = 0x60;
            BinaryPrimitives.WriteUInt16BigEndian(quote[4..], TcpHeader.Length);
            quote[6] = IpProtocol.Tcp;
            quote[7] = 64;
            key.Guest.Address.WriteV6(quote[8..]);
            key.Remote.Address.WriteV6(quote[24..]);
        }

        BinaryPrimitives.WriteUInt16BigEndian(quote[at..], key.Guest.Port);
        BinaryPrimitives.WriteUInt16BigEndian(quote[(at + 2)..], key.Remote.Port);
        BinaryPrimitives.WriteUInt32BigEndian(quote[(at + 4)..], sequence);
        if (isV4) network.Icmp.SendUnreachable(key.Guest.Address, isNetwork ? Icmp.NetworkUnreachable : Icmp.HostUnreachable, quote[..(at + 8)]);
        else network.Icmp6.SendUnreachable(key.Guest.Address, isNetwork ? Icmp6.NoRoute : Icmp6.AddressUnreachable, quote[..(at + 8)]);
    }
}
