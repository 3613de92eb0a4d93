namespace Emu.Net.User;

/// <summary>
/// One connection: a TCP of our own towards the guest, a socket towards the host. Sequence numbers are 32 bits and wrap;
/// "una", "nxt", "wnd" are those of RFC 9293 3.3.1. All belongs to the loop's thread.
/// </summary>
internal sealed class TcpConnection(TcpLayer layer, ConnectionKey key, ChunkPool pool) : IReadyHandler
{
    /// <summary>Bytes that may wait in each direction.</summary>
    public const int BufferLimit = 256 * 1024;

    public ConnectionKey Key => key;

    public TcpState State { get; set; }

    /// <summary>The host's socket; -1 when it is closed.</summary>
    public int Socket { get; set; } = -1;

    /// <summary>The socket's place in the <see cref="ReadyTable"/>.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>From the oldest byte on that the guest has not acknowledged.</summary>
    public ChunkQueue ToGuest { get; } = new(pool);

    /// <summary>What the guest has been told is received, and the host has not taken yet.</summary>
    public ChunkQueue ToHost { get; } = new(pool);

    public uint SendUna { get; set; }

    public uint SendNext { get; set; }

    /// <summary>The highest <see cref="SendNext"/> ever.</summary>
    public uint SendMax { get; set; }

    public uint SendWindow { get; set; }

    /// <summary>Sequence and acknowledgement of the segment that set the window.</summary>
    public uint WindowSequence { get; set; }

    public uint WindowAcknowledged { get; set; }

    public uint InitialSequence { get; set; }

    public uint ReceiveNext { get; set; }

    /// <summary>Behind the last byte that the guest may send.</summary>
    public uint ReceiveEdge { get; set; }

    public int SendScale { get; set; }

    /// <summary>Negative when the guest does not know about scaled windows.</summary>
    public sbyte ReceiveScale { get; set; }

    public int SegmentSize { get; set; }

    /// <summary>The guest gets an acknowledgement even if there is nothing else to tell it.</summary>
    public bool OwesAcknowledgement { get; set; }

    /// <summary>The guest has closed its direction, and all before that has come.</summary>
    public bool HasGuestClosed { get; set; }

    /// <summary>The host has been told so.</summary>
    public bool IsHostShut { get; set; }

    /// <summary>The host has closed its direction, and all before that has been read.</summary>
    public bool HasHostClosed { get; set; }

    /// <summary>The guest has been told so, and knows.</summary>
    public bool IsFinAcknowledged { get; set; }

    /// <summary>The guest has been told so, at least once.</summary>
    public bool IsFinSent { get; set; }

    /// <summary>The guest closed after it had been told that the host has: it may ask again.</summary>
    public bool NeedsTimeWait { get; set; }

    /// <summary>There may be something to read.</summary>
    public bool IsReadable { get; set; }

    /// <summary>The host has said that no more comes behind what can be read.</summary>
    public bool IsEndSeen { get; set; }

    /// <summary>One byte goes out in spite of a closed window, to learn whether it has opened.</summary>
    public bool IsProbing { get; set; }

    /// <summary>It waits in the layer's list of connections with something to say.</summary>
    public bool IsListed { get; set; }

    public int DuplicateAcknowledgements { get; set; }

    /// <summary>When <see cref="Retries"/> goes up, in the clock's nanoseconds; 0 for never.</summary>
    public ulong Deadline { get; set; }

    public int Retries { get; set; }

    /// <summary>When something last came from the guest.</summary>
    public ulong LastHeard { get; set; }

    /// <summary>The smoothed time to an acknowledgement, nanoseconds; 0 before the first.</summary>
    public ulong RoundTrip { get; set; }

    /// <summary>When the byte <see cref="TimedSequence"/> was sent; 0 when none is timed.</summary>
    public ulong TimedAt { get; set; }

    public uint TimedSequence { get; set; }

    /// <summary>Bytes sent and not acknowledged, the closing mark included.</summary>
    public int Outstanding => (int)(SendNext - SendUna);

    public void Ready(uint events) => layer.HostReady(this, events);
}
