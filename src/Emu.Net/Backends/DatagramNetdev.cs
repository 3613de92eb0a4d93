using Emu.Core.Time;
using Emu.Host;

namespace Emu.Net.Backends;

/// <summary><c>-netdev dgram</c>, and <c>-netdev socket</c> with <c>udp=</c> or <c>mcast=</c>: each frame is one datagram.</summary>
public sealed class DatagramNetdev : NetEndpoint, IDisposable
{
    private const int MostReads = 64;

    private readonly int socket;
    private readonly HostEndpoint? remote;
    private readonly string description;
    private readonly string? ownPath;
    private readonly DescriptorWatch reading, writing;
    private readonly byte[] buffer = GC.AllocateUninitializedArray<byte>(65536, pinned: true);
    private int heldLength;
    private bool isDisposed;

    /// <summary>Takes a socket that is bound.</summary>
    /// <param name="id">The <c>id</c>.</param>
    /// <param name="loop">The loop on which it runs.</param>
    /// <param name="socket">The socket, which belongs to the backend from here on.</param>
    /// <param name="remote">Where frames go; null when the socket is connected.</param>
    /// <param name="description">What <see cref="Description"/> says.</param>
    /// <param name="ownPath">The socket file that goes with it; null for none.</param>
    public DatagramNetdev(
        string id, EventLoop loop, int socket, HostEndpoint? remote, string description, string? ownPath = null)
        : base(id, loop)
    {
        ArgumentNullException.ThrowIfNull(loop);
        this.socket = socket;
        this.remote = remote;
        this.description = description;
        this.ownPath = ownPath;
        reading = loop.Watch(socket, ReadAll);
        writing = loop.WatchWriting(socket, Writable);
        reading.Enable();
    }

    /// <inheritdoc/>
    public override string Description => description;

    /// <summary>The socket file where frames go; null when they go elsewhere.</summary>
    public string? RemotePath { get; init; }

    /// <inheritdoc/>
    public override void Close() => Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (isDisposed) return;
        isDisposed = true;
        reading.Dispose();
        writing.Dispose();
        HostSocket.Close(socket);
        if (ownPath is not null && !ownPath.StartsWith('@')) File.Delete(ownPath);
    }

    /// <inheritdoc/>
    protected override bool Receive(in NetFrame frame)
    {
        int sent = remote is { } to ? HostSocket.Send(socket, frame.Segments, to)
            : RemotePath is { } path ? HostSocket.Send(socket, frame.Segments, path)
            : HostSocket.Send(socket, frame.Segments);
        if (sent is not (HostSocket.TryAgain or HostSocket.NoBuffers)) return true;
        writing.Enable();
        return false;
    }

    /// <inheritdoc/>
    protected override void PeerReady()
    {
        if (heldLength == 0) return;
        int length = heldLength;
        heldLength = 0;
        if (Pass(length)) reading.Enable();
        SendDone();
    }

    private void ReadAll()
    {
        Span<IoSegment> room = [HostSegments.Of(buffer, 0, buffer.Length)];
        for (int i = 0; i < MostReads && heldLength == 0; i++)
        {
            int length = HostSocket.Receive(socket, room);
            if (length == HostSocket.TryAgain) break;
            if (length > 0 && !Pass(length)) reading.Disable();
        }

        SendDone();
    }

    private bool Pass(int length)
    {
        Span<IoSegment> piece = [HostSegments.Of(buffer, 0, length)];
        if (length < NetFrame.HeaderLength || Send(new NetFrame(piece))) return true;
        heldLength = length;
        return false;
    }

    private void Writable()
    {
        writing.Disable();
        NotifyReady();
    }
}
