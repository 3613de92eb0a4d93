using Emu.Host;

namespace Emu.Net.User;

/// <content>The side of the host's sockets.</content>
internal sealed partial class TcpLayer
{
    private const int TryAgainUnix = -11, TimedOut = -110, NetworkDown = -100;

    /// <summary>The guest wants a connection: the host is asked first.</summary>
    private void Open(in ConnectionKey key, in TcpHeader header)
    {
        GuestForwardRule? forward = network.Router.FindGuestForward(key.Remote);
        HostEndpoint target = default;
        if (forward is null && !network.Router.TryRoute(key.Remote, out target))
        {
            Refuse(key, header, 0);
            return;
        }

        int socket = forward?.Path is not null ? HostSocket.CreateUnix(HostSocket.Stream)
            : HostSocket.Create((forward?.Target ?? target).Address.IsV4, HostSocket.Stream);
        if (socket < 0 || Add(key, socket) is not { } connection)
        {
            if (socket >= 0) HostSocket.Close(socket);
            Refuse(key, header, 0);
            return;
        }

        connection.State = TcpState.Connecting;
        connection.ReceiveNext = connection.ReceiveEdge = header.Sequence + 1;
        TakeOptions(connection, header);
        connection.SendWindow = header.Window;
        connection.WindowSequence = header.Sequence;
        HostSocket.SetKeepAlive(socket);
        int result = forward?.Path is { } path ? HostSocket.Connect(socket, path)
            : HostSocket.Connect(socket, forward?.Target ?? target);
        if (result < 0 && result != HostSocket.InProgress) Fail(connection, result);
    }

    private static void TakeOptions(TcpConnection connection, in TcpHeader header)
    {
        int most = DefaultSegmentSize(connection.Key);
        // RFC 9293 3.7.1: 536 when it is not said; a smaller one than any link has is a mistake.
        connection.SegmentSize = Math.Clamp(header.SegmentSize == 0 ? 536 : header.SegmentSize, 88, most);
        connection.SendScale = Math.Max((int)header.Scale, 0);
        connection.ReceiveScale = header.Scale >= 0 ? OwnScale : (sbyte)-1;
    }

    /// <summary>The host could not connect: the guest hears the same reason.</summary>
    private void Fail(TcpConnection connection, int error)
    {
        ConnectionKey key = connection.Key;
        uint sequence = connection.ReceiveNext;
        ResetHost(connection);
        if (error is HostSocket.HostUnreachable or HostSocket.NetworkUnreachable or TimedOut or NetworkDown)
            SendUnreachable(key, sequence - 1, error is HostSocket.NetworkUnreachable or NetworkDown);
        else SendControl(key, 0, sequence, TcpHeader.Rst | TcpHeader.Ack);
    }

    /// <summary>The host's socket has something to say.</summary>
    public void HostReady(TcpConnection connection, uint events)
    {
        const uint Ended = ReadyDescriptors.EndOfInput | ReadyDescriptors.HungUp | ReadyDescriptors.Failed;
        if (connection.State == TcpState.Connecting)
        {
            if ((events & (ReadyDescriptors.Writable | Ended)) == 0) return;
            int error = HostSocket.TakeError(connection.Socket);
            if (error < 0)
            {
                Fail(connection, error);
                return;
            }

            // A socket that has not begun to connect counts as hung up: the event is older than the connection.
            if ((events & ReadyDescriptors.HungUp) != 0 && (events & ReadyDescriptors.Readable) == 0) return;
            connection.State = TcpState.SynReceived;
            connection.IsReadable = true;
            Output(connection);
            SetTimer(connection);
            return;
        }

        if ((events & Ended) != 0) connection.IsEndSeen = true;
        if ((events & (ReadyDescriptors.Readable | Ended)) != 0) connection.IsReadable = true;
        if (connection.State is TcpState.SynSent or TcpState.SynReceived) return;
        if ((events & (ReadyDescriptors.Writable | Ended)) != 0 && !WriteHost(connection)) return;
        if (connection.IsReadable) ReadHost(connection);
        else Output(connection);
    }

    /// <summary>Reads what the guest may have, and sends it.</summary>
    private void ReadHost(TcpConnection connection)
    {
        const int MostRead = 64 * 1024;
        Span<IoSegment> room = stackalloc IoSegment[(MostRead / Chunk.Size) + 1];
        while (connection.IsReadable && !connection.HasHostClosed && connection.Socket >= 0)
        {
            int wanted = Math.Min(TcpConnection.BufferLimit - connection.ToGuest.Length, MostRead);
            if (wanted <= 0) break;
            int count = connection.ToGuest.Reserve(wanted, room);
            // No memory now: the timer tries again.
            if (count == 0) break;
            int asked = 0;
            foreach (IoSegment piece in room[..count]) asked += (int)piece.Length;
            int read = HostSocket.Receive(connection.Socket, room[..count]);
            connection.ToGuest.Commit(Math.Max(read, 0));
            if (read > 0)
            {
                if (read < asked && !connection.IsEndSeen) connection.IsReadable = false;
                Output(connection);
                if (connection.State == TcpState.Closed) return;
            }
            else if (read == 0)
            {
                connection.HasHostClosed = true;
                connection.IsReadable = false;
            }
            else if (read == HostSocket.TryAgain) connection.IsReadable = false;
            else
            {
                ResetGuest(connection);
                return;
            }
        }

        Output(connection);
        Conclude(connection);
    }

    /// <summary>Gives the host what waits for it; false when the connection has ended over it.</summary>
    private bool WriteHost(TcpConnection connection)
    {
        Span<IoSegment> waiting = stackalloc IoSegment[(TcpConnection.BufferLimit / Chunk.Size) + 1];
        while (connection.ToHost.Length > 0)
        {
            int count = connection.ToHost.Slice(0, connection.ToHost.Length, waiting);
            int sent = HostSocket.Send(connection.Socket, waiting[..count]);
            if (sent == HostSocket.TryAgain) break;
            if (sent < 0)
            {
                ResetGuest(connection);
                return false;
            }

            connection.ToHost.Consume(sent);
        }

        int grown = (int)(connection.ReceiveNext + (uint)Room(connection) - connection.ReceiveEdge);
        // A guest that has closed may have forgotten the connection: it would answer with a reset, and what still waits for
        // the host would be lost.
        if (!connection.HasGuestClosed && grown >= ReceiveLimit(connection) / 4) connection.OwesAcknowledgement = true;
        ShutHost(connection);
        Conclude(connection);
        return connection.State != TcpState.Closed;
    }

    /// <summary>Takes payload of the guest; returns how much, or a negative number when the connection has ended.</summary>
    private int TakePayload(TcpConnection connection, ReadOnlySpan<IoSegment> segments, int length)
    {
        int taken = 0;
        if (connection.ToHost.Length == 0)
        {
            taken = HostSocket.Send(connection.Socket, segments);
            if (taken < 0)
            {
                if (taken != HostSocket.TryAgain)
                {
                    ResetGuest(connection);
                    return -1;
                }

                taken = 0;
            }

            if (taken >= length) return length;
        }

        Span<IoSegment> rest = stackalloc IoSegment[segments.Length];
        int count = HostSegments.Slice(segments, taken, length - taken, rest);
        return taken + connection.ToHost.Append(rest[..count], length - taken);
    }

    /// <summary>Tells the host that the guest has closed, when all before that is through.</summary>
    private static void ShutHost(TcpConnection connection)
    {
        if (!connection.HasGuestClosed || connection.IsHostShut || connection.ToHost.Length > 0) return;
        connection.IsHostShut = true;
        _ = HostSocket.Shutdown(connection.Socket, HostSocket.ShutSend);
    }

    /// <summary>Ends what both sides have closed.</summary>
    private void Conclude(TcpConnection connection)
    {
        if (connection.State != TcpState.Established || !connection.IsHostShut || !connection.IsFinAcknowledged) return;
        if (!connection.NeedsTimeWait)
        {
            Remove(connection);
            return;
        }

        CloseSocket(connection, isAbort: false);
        connection.State = TcpState.TimeWait;
        connection.Deadline = Now + TimeWaitNanoseconds;
        NeedsTimer = true;
        network.SetTimer();
    }
}
