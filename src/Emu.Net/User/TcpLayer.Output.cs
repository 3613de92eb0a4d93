using Emu.Host;

namespace Emu.Net.User;

/// <content>Segments for the guest, and the times after which they are sent again.</content>
internal sealed partial class TcpLayer
{
    /// <summary>Windows of 256 KiB, in units of 8 bytes.</summary>
    private const sbyte OwnScale = 3;

    private const int MostRetries = 15, MostSynRetries = 10, MostPieces = 20;
    private const ulong LeastTimeout = 300 * Millisecond, MostTimeout = 10_000 * Millisecond;
    private const ulong KeepAliveAfter = 7_200_000 * Millisecond, HalfClosedLimit = 600_000 * Millisecond;

    /// <summary>Sends all that the guest has room for, or what it is owed. Nothing happens when it has no room: the
    /// connection is listed for when it has.</summary>
    private void Output(TcpConnection connection)
    {
        switch (connection.State)
        {
            case TcpState.SynSent or TcpState.SynReceived:
                OutputSyn(connection);
                return;
            case TcpState.Established:
                OutputData(connection);
                return;
            case TcpState.TimeWait when connection.OwesAcknowledgement:
                Send(connection, connection.SendNext, 0, 0, TcpHeader.Ack);
                return;
        }
    }

    private void OutputSyn(TcpConnection connection)
    {
        if (connection.SendNext != connection.InitialSequence) return;
        byte flags = connection.State == TcpState.SynSent ? TcpHeader.Syn : (byte)(TcpHeader.Syn | TcpHeader.Ack);
        if (!Send(connection, connection.InitialSequence, 0, 0, flags)) return;
        connection.SendNext = connection.SendMax = connection.InitialSequence + 1;
    }

    private void OutputData(TcpConnection connection)
    {
        while (true)
        {
            int offset = connection.Outstanding;
            int available = Math.Max(connection.ToGuest.Length - offset, 0);
            int usable = (int)Math.Min(connection.SendWindow, int.MaxValue) - offset;
            int length = Math.Max(Math.Min(Math.Min(available, usable), MostPayload(connection)), 0);
            // No silly windows: less than a segment only when that is all, or nothing is on its way.
            if (length < available && length < connection.SegmentSize && offset > 0) length = 0;
            if (length == 0 && available > 0 && offset == 0 && connection.IsProbing) length = 1;
            bool isEnd = connection.HasHostClosed && !connection.IsFinAcknowledged
                && offset + length == connection.ToGuest.Length;
            if (length == 0 && !isEnd) break;
            byte flags = TcpHeader.Ack;
            if (length == available && length > 0) flags |= TcpHeader.Psh;
            if (isEnd) flags |= TcpHeader.Fin;
            if (!Send(connection, connection.SendNext, offset, length, flags)) return;
            Advance(connection, (uint)length + (isEnd ? 1u : 0));
            connection.IsFinSent |= isEnd;
            connection.IsProbing = false;
        }

        if (connection.OwesAcknowledgement) Send(connection, connection.SendNext, 0, 0, TcpHeader.Ack);
        SetTimer(connection);
    }

    private void Advance(TcpConnection connection, uint length)
    {
        connection.SendNext += length;
        if ((int)(connection.SendNext - connection.SendMax) <= 0) return;
        connection.SendMax = connection.SendNext;
        if (connection.TimedAt != 0) return;
        connection.TimedAt = Now;
        connection.TimedSequence = connection.SendNext;
    }

    /// <summary>The most that goes into one frame: many segments at once when the guest takes that.</summary>
    private int MostPayload(TcpConnection connection)
    {
        NetFeatures wanted = connection.Key.Guest.Address.IsV4 ? NetFeatures.Tcp4 : NetFeatures.Tcp6;
        if (network.Peer is not { } peer || (peer.Accepts & wanted) == 0) return connection.SegmentSize;
        int most = ushort.MaxValue - IpOutput.V6HeaderLength - TcpHeader.Length;
        return most - (most % connection.SegmentSize);
    }

    /// <summary>Sends one segment; false when the guest has no room.</summary>
    private bool Send(TcpConnection connection, uint sequence, int offset, int length, byte flags)
    {
        Span<byte> bytes = stackalloc byte[TcpHeader.Length + 8];
        Span<IoSegment> payload = stackalloc IoSegment[MostPieces];
        int count = length == 0 ? 0 : connection.ToGuest.Slice(offset, length, payload);
        bool isSyn = (flags & TcpHeader.Syn) != 0;
        ushort window = ChooseWindow(connection, isSyn);
        int headerLength = TcpHeader.Write(bytes, connection.Key, sequence, connection.ReceiveNext, flags, window,
            (ushort)DefaultSegmentSize(connection.Key), isSyn ? connection.ReceiveScale : (sbyte)-1);
        ushort segmentSize = length > connection.SegmentSize ? (ushort)connection.SegmentSize : (ushort)0;
        SendResult result = network.Output.Send(connection.Key.Remote.Address, connection.Key.Guest.Address,
            IpProtocol.Tcp, bytes[..headerLength], payload[..count], TcpHeader.ChecksumAt, segmentSize);
        if (result == SendResult.NoRoom)
        {
            List(connection);
            return false;
        }

        // To a guest that has no address yet it counts as sent, and the timer sends it again.
        connection.OwesAcknowledgement = false;
        return true;
    }

    private static int ReceiveLimit(TcpConnection connection) =>
        connection.ReceiveScale >= 0 ? TcpConnection.BufferLimit : ushort.MaxValue;

    private static int Room(TcpConnection connection) =>
        Math.Max(ReceiveLimit(connection) - connection.ToHost.Length, 0);

    /// <summary>The window that the header says. Its end never goes back, and moves on only by steps that are worth a
    /// segment (RFC 9293 3.8.6.2.2).</summary>
    private static ushort ChooseWindow(TcpConnection connection, bool isSyn)
    {
        int scale = isSyn ? 0 : Math.Max((int)connection.ReceiveScale, 0);
        int room = isSyn ? Math.Min(Room(connection), ushort.MaxValue) : Room(connection);
        uint edge = connection.ReceiveNext + (uint)(room >> scale << scale);
        int step = (int)(edge - connection.ReceiveEdge);
        if (step >= Math.Min(2 * connection.SegmentSize, ReceiveLimit(connection) / 2)) connection.ReceiveEdge = edge;
        uint window = connection.ReceiveEdge - connection.ReceiveNext;
        return (ushort)Math.Min(window >> scale, ushort.MaxValue);
    }

    /// <summary>Sets the time after which something is sent again, unless it is set.</summary>
    private void SetTimer(TcpConnection connection)
    {
        if (connection.State == TcpState.TimeWait) return;
        bool isNeeded = connection.Outstanding > 0 || connection.ToGuest.Length > 0
            || connection.State is TcpState.SynSent or TcpState.SynReceived;
        if (!isNeeded)
        {
            connection.Deadline = 0;
            return;
        }

        if (connection.Deadline != 0) return;
        ulong timeout = Math.Clamp(connection.RoundTrip * 4, LeastTimeout, MostTimeout);
        if (connection.State is TcpState.SynSent or TcpState.SynReceived) timeout = 1000 * Millisecond;
        timeout = Math.Min(timeout << Math.Min(connection.Retries, 6), MostTimeout);
        connection.Deadline = Now + timeout;
        NeedsTimer = true;
        network.SetTimer();
    }

    /// <summary>Sends again what has waited too long, and ends what waits for nothing.</summary>
    public void Tick()
    {
        NeedsTimer = false;
        ulong now = Now;
        foreach (TcpConnection connection in connections.Values)
        {
            if (connection.Deadline != 0 && connection.Deadline <= now) Expire(connection);
            else if (connection.Deadline == 0) CheckIdle(connection, now);
            if (connection.State == TcpState.Closed) continue;
            NeedsTimer |= connection.Deadline != 0;
            // A read that found no memory.
            if (connection is { IsReadable: true, State: TcpState.Established }) ReadHost(connection);
        }
    }

    private void Expire(TcpConnection connection)
    {
        connection.Deadline = 0;
        if (connection.State == TcpState.TimeWait)
        {
            Remove(connection);
            return;
        }

        // A guest without room is alive: that is no failed attempt.
        if (!network.Output.IsBlocked) connection.Retries++;
        int most = connection.State == TcpState.Established ? MostRetries : MostSynRetries;
        if (connection.Retries > most)
        {
            ResetGuest(connection);
            return;
        }

        connection.IsProbing = connection.SendWindow == 0;
        connection.TimedAt = 0;
        connection.SendNext = connection.State == TcpState.Established ? connection.SendUna : connection.InitialSequence;
        Output(connection);
        SetTimer(connection);
    }

    /// <summary>A guest that is gone does not say so. One that is silent for long is asked; one that has closed half of a
    /// connection, or of which the host has, is not waited for as long.</summary>
    private void CheckIdle(TcpConnection connection, ulong now)
    {
        if (connection.State != TcpState.Established) return;
        ulong silence = now - connection.LastHeard;
        if (connection.IsFinAcknowledged && silence > HalfClosedLimit)
        {
            ResetGuest(connection);
            return;
        }

        if (silence < KeepAliveAfter) return;
        if (silence > 2 * KeepAliveAfter)
        {
            ResetGuest(connection);
            return;
        }

        Send(connection, connection.SendNext - 1, 0, 0, TcpHeader.Ack);
    }
}
