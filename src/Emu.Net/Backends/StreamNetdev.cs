using System.Buffers.Binary;
using Emu.Core.Time;
using Emu.Host;

namespace Emu.Net.Backends;

/// <summary>
/// <c>-netdev stream</c>, and <c>-netdev socket</c> with <c>listen=</c> or <c>connect=</c>: frames over a stream, each with its
/// length of 32 bits, big-endian, before it. What is on the other side may be hostile: lengths are checked, and a
/// connection that says nonsense is ended.
/// </summary>
public sealed class StreamNetdev : NetEndpoint, IDisposable
{
    private const int LengthBytes = 4, MostReads = 32;
    private const ulong Second = 1_000_000_000;

    private readonly StreamAddress address;
    private readonly bool isServer, staysOpen;
    private readonly ulong reconnectNanoseconds;
    private readonly MachineTimer retry;
    private readonly byte[] received = GC.AllocateUninitializedArray<byte>(2 * (NetFrame.MostLength + LengthBytes), pinned: true);
    private readonly byte[] unsent = GC.AllocateUninitializedArray<byte>(NetFrame.MostLength + LengthBytes, pinned: true);
    private readonly byte[] length = GC.AllocateUninitializedArray<byte>(LengthBytes, pinned: true);
    private IoSegment[] pieces = new IoSegment[64];
    private DescriptorWatch? listening, reading, writing;
    private int listener = -1, socket = -1;
    private int start, end, unsentStart, unsentEnd;
    private bool isConnecting, isHeld, isRefusing, isDisposed;

    /// <summary>Opens the socket; a client that cannot connect tries again when it is to.</summary>
    /// <param name="id">The <c>id</c>.</param>
    /// <param name="loop">The loop on which it runs.</param>
    /// <param name="address">Where.</param>
    /// <param name="isServer">It waits for the other side.</param>
    /// <param name="reconnectSeconds">How long a client waits before it tries again; 0 for never.</param>
    /// <exception cref="NetException">The host refuses.</exception>
    public StreamNetdev(string id, EventLoop loop, StreamAddress address, bool isServer, uint reconnectSeconds)
        : base(id, loop)
    {
        this.address = address;
        this.isServer = isServer;
        reconnectNanoseconds = reconnectSeconds * Second;
        staysOpen = isServer || reconnectSeconds > 0;
        ArgumentNullException.ThrowIfNull(loop);
        retry = loop.CreateTimer(() => TryConnect());
        if (address.Descriptor >= 0 && !isServer)
        {
            int result = HostSocket.SetNonBlocking(address.Descriptor);
            if (result < 0) throw SocketAddressText.Refused($"Can't use file descriptor {address.Descriptor}", result);
            Use(address.Descriptor);
        }
        else if (isServer) Listen();
        else if (TryConnect() is < 0 and int error && !staysOpen)
            throw SocketAddressText.Refused($"can't connect to {address}", error);
    }

    /// <inheritdoc/>
    public override string Description => socket < 0 || isConnecting
        ? isServer ? $"listening on {address}" : $"connecting to {address}" : $"connected to {address}";

    /// <inheritdoc/>
    public override void Close() => Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (isDisposed) return;
        isDisposed = true;
        retry.Cancel();
        CloseSocket();
        listening?.Dispose();
        if (listener >= 0) HostSocket.Close(listener);
        if (isServer && address.Path is { } path && !path.StartsWith('@')) File.Delete(path);
    }

    /// <inheritdoc/>
    protected override bool Receive(in NetFrame frame)
    {
        if (socket < 0 || isConnecting) return true;
        if (unsentEnd > 0)
        {
            isRefusing = true;
            return false;
        }

        if (pieces.Length <= frame.Segments.Length) pieces = new IoSegment[frame.Segments.Length * 2];
        BinaryPrimitives.WriteInt32BigEndian(length, frame.Length);
        pieces[0] = HostSegments.Of(length, 0, LengthBytes);
        frame.Segments.CopyTo(pieces.AsSpan(1));
        ReadOnlySpan<IoSegment> all = pieces.AsSpan(0, frame.Segments.Length + 1);
        int sent = HostSocket.Send(socket, all);
        if (sent == HostSocket.TryAgain) sent = 0;
        if (sent < 0)
        {
            Lost();
            return true;
        }

        int total = frame.Length + LengthBytes;
        if (sent == total) return true;
        // What is left of a frame that has begun must go before any other.
        unsentStart = 0;
        unsentEnd = HostSegments.CopyTo(all, sent, unsent.AsSpan(0, Math.Min(total - sent, unsent.Length)));
        writing!.Enable();
        return true;
    }

    /// <inheritdoc/>
    protected override void PeerReady()
    {
        if (!isHeld) return;
        isHeld = false;
        if (!PassAll()) return;
        reading?.Enable();
        SendDone();
    }

    private void Listen()
    {
        if (address.Descriptor >= 0) listener = address.Descriptor;
        else
        {
            listener = address.Path is null ? HostSocket.Create(address.Inet.Address.IsV4, HostSocket.Stream)
                : HostSocket.CreateUnix(HostSocket.Stream);
            if (listener < 0) throw SocketAddressText.Refused($"can't create a socket for {address}", listener);
            if (address.Path is null) HostSocket.SetReuseAddress(listener);
            int bound = address.Path is { } path ? HostSocket.Bind(listener, path) : HostSocket.Bind(listener, address.Inet);
            if (bound < 0)
            {
                HostSocket.Close(listener);
                throw SocketAddressText.Refused($"can't bind address {address}", bound);
            }
        }

        int result = HostSocket.Listen(listener, 1);
        if (result < 0) throw SocketAddressText.Refused($"can't listen on {address}", result);
        listening = Loop.Watch(listener, Accept);
        listening.Enable();
    }

    private void Accept()
    {
        int accepted = HostSocket.Accept(listener, out _);
        if (accepted < 0) return;
        // One at a time, as a cable has one other end.
        listening!.Disable();
        Use(accepted);
    }

    private int TryConnect()
    {
        if (isDisposed) return 0;
        int made = address.Path is null ? HostSocket.Create(address.Inet.Address.IsV4, HostSocket.Stream)
            : HostSocket.CreateUnix(HostSocket.Stream);
        if (made < 0)
        {
            Lost();
            return made;
        }

        int result = address.Path is { } path ? HostSocket.Connect(made, path) : HostSocket.Connect(made, address.Inet);
        if (result < 0 && result != HostSocket.InProgress)
        {
            HostSocket.Close(made);
            Lost();
            return result;
        }

        isConnecting = result < 0;
        Use(made);
        if (isConnecting) writing!.Enable();
        return 0;
    }

    private void Use(int made)
    {
        socket = made;
        start = end = unsentStart = unsentEnd = 0;
        isHeld = false;
        if (address.Path is null && address.Descriptor < 0) HostSocket.SetNoDelay(made);
        reading = Loop.Watch(made, ReadAll);
        writing = Loop.WatchWriting(made, Writable);
        if (!isConnecting) reading.Enable();
    }

    private void Writable()
    {
        if (isConnecting)
        {
            isConnecting = false;
            if (HostSocket.TakeError(socket) < 0)
            {
                Lost();
                return;
            }

            reading!.Enable();
        }

        if (unsentEnd > 0)
        {
            Span<IoSegment> rest = [HostSegments.Of(unsent, unsentStart, unsentEnd - unsentStart)];
            int sent = HostSocket.Send(socket, rest);
            if (sent == HostSocket.TryAgain) return;
            if (sent < 0)
            {
                Lost();
                return;
            }

            unsentStart += sent;
            if (unsentStart < unsentEnd) return;
            unsentStart = unsentEnd = 0;
        }

        writing!.Disable();
        if (!isRefusing) return;
        isRefusing = false;
        NotifyReady();
    }

    private void ReadAll()
    {
        for (int i = 0; i < MostReads && !isHeld && socket >= 0; i++)
        {
            if (start > 0)
            {
                received.AsSpan(start, end - start).CopyTo(received);
                end -= start;
                start = 0;
            }

            Span<IoSegment> room = [HostSegments.Of(received, end, received.Length - end)];
            int read = HostSocket.Receive(socket, room);
            if (read == HostSocket.TryAgain) break;
            if (read <= 0)
            {
                Lost();
                return;
            }

            end += read;
            if (!PassAll()) break;
        }

        SendDone();
    }

    /// <summary>Passes on all whole frames; false when the guest has no room, or the connection has ended.</summary>
    private bool PassAll()
    {
        while (end - start >= LengthBytes)
        {
            uint frameLength = BinaryPrimitives.ReadUInt32BigEndian(received.AsSpan(start));
            if (frameLength > NetFrame.MostLength)
            {
                StandardError.WriteLine($"netdev {Id}: a frame of {frameLength} bytes from {address}; the connection ends");
                Lost();
                return false;
            }

            if (end - start - LengthBytes < (int)frameLength) return true;
            Span<IoSegment> piece = [HostSegments.Of(received, start + LengthBytes, (int)frameLength)];
            if (frameLength >= NetFrame.HeaderLength && !Send(new NetFrame(piece)))
            {
                isHeld = true;
                reading!.Disable();
                return false;
            }

            start += LengthBytes + (int)frameLength;
        }

        return true;
    }

    /// <summary>The other side has gone: a server waits for the next one, a client tries again.</summary>
    private void Lost()
    {
        CloseSocket();
        if (isDisposed) return;
        if (isServer) listening!.Enable();
        else if (reconnectNanoseconds > 0) retry.Set(Loop.Clock.Nanoseconds + reconnectNanoseconds);
        if (!isRefusing) return;
        isRefusing = false;
        NotifyReady();
    }

    private void CloseSocket()
    {
        reading?.Dispose();
        writing?.Dispose();
        reading = writing = null;
        if (socket >= 0) HostSocket.Close(socket);
        socket = -1;
        isConnecting = isHeld = false;
        start = end = unsentStart = unsentEnd = 0;
    }
}
