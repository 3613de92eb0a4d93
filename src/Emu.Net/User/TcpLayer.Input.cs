using Emu.Host;

namespace Emu.Net.User;

/// <content>Segments of the guest for a connection that is there (RFC 9293 3.10.7).</content>
internal sealed partial class TcpLayer
{
    private const int FastRetransmitAt = 3;

    private void Receive(TcpConnection connection, in TcpHeader header, in IpPacket packet, int count)
    {
        connection.LastHeard = Now;
        switch (connection.State)
        {
            case TcpState.Connecting:
                if (header.Has(TcpHeader.Rst) && header.Sequence == connection.ReceiveNext) ResetHost(connection);
                return;
            case TcpState.SynSent:
                ReceiveAnswer(connection, header);
                return;
        }

        bool isAcceptable = IsAcceptable(connection, header, count);
        if (header.Has(TcpHeader.Rst))
        {
            if (isAcceptable) ResetHost(connection);
            return;
        }

        // A SYN within a connection, and what is not in the window, is told where the connection is (RFC 5961 4).
        if (header.Has(TcpHeader.Syn) || !header.Has(TcpHeader.Ack))
        {
            if (header.Has(TcpHeader.Syn)) Answer(connection);
            return;
        }

        if (!isAcceptable)
        {
            // Each segment behind a gap is answered by itself, as the guest counts the answers (RFC 5681 3.2).
            bool isBehindGap = (int)(header.Sequence - connection.ReceiveNext) > 0
                && connection.State == TcpState.Established;
            if (isBehindGap) Send(connection, connection.SendNext, 0, 0, TcpHeader.Ack);
            else connection.OwesAcknowledgement = true;
        }

        if (connection.State == TcpState.SynReceived && !Establish(connection, header)) return;
        if (!TakeAcknowledgement(connection, header, count)) return;
        if (isAcceptable && count + (header.Flags & TcpHeader.Fin) > 0
            && !TakeData(connection, header, packet, count))
            return;
        Conclude(connection);
        if (connection.State != TcpState.Closed) List(connection);
    }

    private void Answer(TcpConnection connection)
    {
        // The answer to a repeated SYN is the repeated answer.
        if (connection.State == TcpState.SynReceived) connection.SendNext = connection.InitialSequence;
        connection.OwesAcknowledgement = true;
        List(connection);
    }

    /// <summary>The answer to a connection from the host (RFC 9293 3.10.7.3).</summary>
    private void ReceiveAnswer(TcpConnection connection, in TcpHeader header)
    {
        bool isMeant = header.Has(TcpHeader.Ack) && header.Acknowledged == connection.InitialSequence + 1;
        if (header.Has(TcpHeader.Rst))
        {
            if (isMeant) ResetHost(connection);
            return;
        }

        if (!isMeant)
        {
            // An old connection of the same ends: the reset frees it, and the next SYN is taken.
            if (header.Has(TcpHeader.Ack)) SendControl(connection.Key, header.Acknowledged, 0, TcpHeader.Rst);
            return;
        }

        if (!header.Has(TcpHeader.Syn)) return;
        connection.ReceiveNext = connection.ReceiveEdge = header.Sequence + 1;
        TakeOptions(connection, header);
        connection.SendWindow = header.Window;
        connection.WindowSequence = header.Sequence;
        connection.WindowAcknowledged = header.Acknowledged;
        BecomeEstablished(connection);
        connection.OwesAcknowledgement = true;
        List(connection);
    }

    private static bool IsAcceptable(TcpConnection connection, in TcpHeader header, int count)
    {
        int window = (int)(connection.ReceiveEdge - connection.ReceiveNext);
        int start = (int)(header.Sequence - connection.ReceiveNext);
        int length = count + (header.Flags & TcpHeader.Fin);
        if (length == 0) return window == 0 ? start == 0 : start >= 0 && start <= window;
        // What has been received already may stand in front; the mark of the end needs no room.
        return start <= 0 && start + length > 0 && (window > 0 || start + length <= 1);
    }

    /// <summary>The guest has heard that the host has accepted; false when it means something else.</summary>
    private bool Establish(TcpConnection connection, in TcpHeader header)
    {
        if (header.Acknowledged != connection.InitialSequence + 1)
        {
            SendControl(connection.Key, header.Acknowledged, 0, TcpHeader.Rst);
            return false;
        }

        BecomeEstablished(connection);
        connection.SendWindow = (uint)header.Window << connection.SendScale;
        connection.WindowSequence = header.Sequence;
        connection.WindowAcknowledged = header.Acknowledged;
        return true;
    }

    private static void BecomeEstablished(TcpConnection connection)
    {
        connection.State = TcpState.Established;
        connection.SendUna = connection.SendNext = connection.SendMax = connection.InitialSequence + 1;
        connection.Deadline = 0;
        connection.Retries = 0;
        connection.IsReadable = true;
    }

    /// <summary>Drops what the guest has acknowledged, and takes its window; false when the segment goes no further.</summary>
    private bool TakeAcknowledgement(TcpConnection connection, in TcpHeader header, int count)
    {
        if ((int)(header.Acknowledged - connection.SendMax) > 0)
        {
            // It acknowledges what was never sent.
            connection.OwesAcknowledgement = true;
            List(connection);
            return false;
        }

        int acknowledged = (int)(header.Acknowledged - connection.SendUna);
        uint window = (uint)header.Window << connection.SendScale;
        if (acknowledged > 0)
        {
            int bytes = Math.Min(acknowledged, connection.ToGuest.Length);
            connection.ToGuest.Consume(bytes);
            if (acknowledged > bytes) connection.IsFinAcknowledged = true;
            connection.SendUna = header.Acknowledged;
            if ((int)(connection.SendNext - connection.SendUna) < 0) connection.SendNext = connection.SendUna;
            MeasureRoundTrip(connection);
            connection.DuplicateAcknowledgements = 0;
            connection.Retries = 0;
            connection.Deadline = 0;
            SetTimer(connection);
        }
        else if (acknowledged == 0 && count == 0 && connection.Outstanding > 0 && window == connection.SendWindow
            && !header.Has(TcpHeader.Fin) && ++connection.DuplicateAcknowledgements % FastRetransmitAt == 0)
        {
            // Something in the middle is missing: all from there on once more.
            connection.SendNext = connection.SendUna;
            connection.TimedAt = 0;
        }

        bool isNewer = (int)(header.Sequence - connection.WindowSequence) > 0
            || (header.Sequence == connection.WindowSequence
                && (int)(header.Acknowledged - connection.WindowAcknowledged) >= 0);
        if (acknowledged < 0 || !isNewer) return true;
        // A guest that says that it has no room is there, however long; and the byte that asked may not have been taken.
        if (window == 0) connection.Retries = Math.Min(connection.Retries, 5);
        else if (connection.SendWindow == 0) connection.SendNext = connection.SendUna;
        connection.SendWindow = window;
        connection.WindowSequence = header.Sequence;
        connection.WindowAcknowledged = header.Acknowledged;
        return true;
    }

    private void MeasureRoundTrip(TcpConnection connection)
    {
        if (connection.TimedAt == 0 || (int)(connection.SendUna - connection.TimedSequence) < 0) return;
        ulong sample = Now - connection.TimedAt;
        connection.RoundTrip = connection.RoundTrip == 0 ? sample
            : ((connection.RoundTrip * 7) + sample) / 8;
        connection.TimedAt = 0;
    }

    /// <summary>Takes the payload from the byte on that is next; false when the connection has ended over it.</summary>
    private bool TakeData(TcpConnection connection, in TcpHeader header, in IpPacket packet, int count)
    {
        connection.OwesAcknowledgement = true;
        int old = (int)(connection.ReceiveNext - header.Sequence);
        int room = (int)(connection.ReceiveEdge - connection.ReceiveNext);
        int length = Math.Clamp(Math.Min(count - old, room), 0, ushort.MaxValue);
        bool isWhole = length == count - old;
        if (length > 0)
        {
            // Data behind the end, or after the host has closed for good.
            if (connection.HasGuestClosed || connection.Socket < 0)
            {
                ResetGuest(connection);
                return false;
            }

            int pieceCount = packet.SlicePayload(header.HeaderLength + old, length, pieces);
            int there = 0;
            foreach (IoSegment piece in pieces.AsSpan(0, pieceCount)) there += (int)piece.Length;
            int taken = TakePayload(connection, pieces.AsSpan(0, pieceCount), there);
            if (taken < 0) return false;
            connection.ReceiveNext += (uint)taken;
            isWhole &= taken == length;
        }

        if (!header.Has(TcpHeader.Fin) || !isWhole || connection.HasGuestClosed) return true;
        connection.ReceiveNext++;
        if ((int)(connection.ReceiveEdge - connection.ReceiveNext) < 0) connection.ReceiveEdge = connection.ReceiveNext;
        connection.HasGuestClosed = true;
        connection.NeedsTimeWait = connection.IsFinSent;
        ShutHost(connection);
        return true;
    }
}
