using System.Buffers.Binary;
using System.Text;
using Emu.Host;

namespace Emu.Block.Nbd;

/// <summary>
/// A connection to a server of the network block device protocol, fixed newstyle: negotiation, and bytes in both
/// directions. Calls wait; they come from one thread at a time. All numbers are big endian.
/// </summary>
/// <remarks>Invariant of the unsafe code: spans are pinned while the host reads or fills them.</remarks>
internal sealed unsafe class NbdConnection : IDisposable
{
    private const ulong Greeting = 0x4e42444d41474943, OptionMagic = 0x49484156454f5054, ReplyMagic = 0x3e889045565a9;
    private const uint StructuredReplies = 8, Go = 7, SetMetaContext = 10;
    private const uint Acknowledged = 1, Information = 3, MetaContext = 4, ErrorBit = 1u << 31;
    private const int LongestReply = 1 << 20, TryAgain = -11, InProgress = -115;
    private const ulong Patience = 10_000_000_000;

    private readonly DescriptorPoller poller = new();
    private readonly int socket;

    /// <summary>Connects and agrees on what is spoken.</summary>
    /// <exception cref="BlockException">The server cannot be reached, or has no such disk.</exception>
    public NbdConnection(NbdAddress address)
    {
        socket = address.Path is not null ? HostSocket.CreateUnix(HostSocket.Stream)
            : HostSocket.Create(address.Endpoint.Address.IsV4, HostSocket.Stream);
        try
        {
            if (socket < 0) throw Failed("Failed to connect", socket);
            Connect(address);
            Greet();
            HasStructuredReplies = Ask(StructuredReplies, [], static (_, _) => { });
            if (HasStructuredReplies) AskForStatus(address.Export);
            if (!Ask(Go, GoRequest(address.Export), TakeInformation))
                throw new BlockException(BlockError.Host, $"Requested export not available: '{address.Export}'");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Length of the disk, bytes.</summary>
    public long Length { get; private set; }

    /// <summary>What the server said of the disk: bit 1 read-only, 2 flush, 3 FUA, 5 trim, 6 zeros.</summary>
    public int Flags { get; private set; }

    /// <summary>Reads are answered in pieces with a length.</summary>
    public bool HasStructuredReplies { get; }

    /// <summary>Number under which the server tells what is allocated; null when it does not.</summary>
    public uint? StatusContext { get; private set; }

    /// <summary>Sends bytes.</summary>
    /// <exception cref="BlockException">The connection is broken.</exception>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes) Send(new IoSegment((nint)first, bytes.Length));
    }

    /// <summary>Sends host memory.</summary>
    /// <exception cref="BlockException">The connection is broken.</exception>
    public void Send(IoSegment segment)
    {
        while (segment.Length > 0)
        {
            int sent = HostSocket.Send(socket, [segment]);
            if (sent == TryAgain) WaitFor(forWriting: true);
            else if (sent <= 0) throw Failed("Failed to write to the NBD server", sent);
            else segment = new IoSegment(segment.Address + sent, segment.Length - sent);
        }
    }

    /// <summary>Receives as many bytes as a buffer has.</summary>
    /// <exception cref="BlockException">The connection is broken.</exception>
    public void Receive(Span<byte> bytes)
    {
        fixed (byte* first = bytes) Receive(new IoSegment((nint)first, bytes.Length));
    }

    /// <summary>Fills host memory.</summary>
    /// <exception cref="BlockException">The connection is broken.</exception>
    public void Receive(IoSegment segment)
    {
        while (segment.Length > 0)
        {
            int received = HostSocket.Receive(socket, [segment]);
            if (received == TryAgain) WaitFor(forWriting: false);
            else if (received == 0) throw Broken("the NBD server has closed the connection");
            else if (received < 0) throw Failed("Failed to read from the NBD server", received);
            else segment = new IoSegment(segment.Address + received, segment.Length - received);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (socket >= 0) HostSocket.Close(socket);
        poller.Dispose();
    }

    /// <summary>The failure of a server that does not keep to the protocol.</summary>
    public static BlockException Broken(string message) => new(BlockError.Host, message);

    private static BlockException Failed(string what, int error) =>
        new(BlockError.Host, $"{what}: {new HostError(error < 0 ? -error : 104)}");

    private static byte[] NamedRequest(string export, ReadOnlySpan<byte> more)
    {
        byte[] name = Encoding.UTF8.GetBytes(export), request = new byte[4 + name.Length + more.Length];
        BinaryPrimitives.WriteInt32BigEndian(request, name.Length);
        name.CopyTo(request, 4);
        more.CopyTo(request.AsSpan(4 + name.Length));
        return request;
    }

    private static byte[] GoRequest(string export) => NamedRequest(export, [0, 0]);

    private void WaitFor(bool forWriting, ulong nanoseconds = DescriptorPoller.Forever)
    {
        poller.Clear();
        poller.Add(socket, forWriting);
        poller.Wait(nanoseconds);
    }

    private void Connect(NbdAddress address)
    {
        int error = address.Path is { } path ? HostSocket.Connect(socket, path) : HostSocket.Connect(socket, address.Endpoint);
        if (error == InProgress)
        {
            WaitFor(forWriting: true, Patience);
            error = -Math.Abs(HostSocket.TakeError(socket));
            if (error == 0 && HostSocket.GetPeerName(socket) < 0) error = -110;
        }

        if (error < 0) throw Failed($"Failed to connect to '{address.Path ?? address.Endpoint.ToString()}'", error);
        if (address.Path is null) HostSocket.SetNoDelay(socket);
    }

    private void Greet()
    {
        Span<byte> hello = stackalloc byte[18];
        Receive(hello);
        if (BinaryPrimitives.ReadUInt64BigEndian(hello) != Greeting || BinaryPrimitives.ReadUInt64BigEndian(hello[8..]) != OptionMagic)
            throw Broken("the server does not speak the newstyle NBD protocol");
        int flags = BinaryPrimitives.ReadUInt16BigEndian(hello[16..]);
        if ((flags & 1) == 0) throw Broken("the NBD server does not support the fixed newstyle protocol");
        Span<byte> own = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(own, flags & 3);
        Send(own);
    }

    private void AskForStatus(string export)
    {
        byte[] query = Encoding.ASCII.GetBytes("base:allocation"), more = new byte[8 + query.Length];
        BinaryPrimitives.WriteInt32BigEndian(more, 1);
        BinaryPrimitives.WriteInt32BigEndian(more.AsSpan(4), query.Length);
        query.CopyTo(more, 8);
        _ = Ask(SetMetaContext, NamedRequest(export, more), (type, data) =>
        {
            if (type == MetaContext && data.Length >= 4) StatusContext = BinaryPrimitives.ReadUInt32BigEndian(data);
        });
    }

    private void TakeInformation(uint type, byte[] data)
    {
        if (type != Information || data.Length < 12 || BinaryPrimitives.ReadUInt16BigEndian(data) != 0) return;
        Length = BinaryPrimitives.ReadInt64BigEndian(data.AsSpan(2));
        Flags = BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(10));
        if (Length < 0) throw Broken("the NBD server's disk is too large");
    }

    /// <summary>Sends an option and takes its replies; false when the server refuses.</summary>
    private bool Ask(uint option, byte[] data, Action<uint, byte[]> take)
    {
        byte[] request = new byte[16 + data.Length];
        BinaryPrimitives.WriteUInt64BigEndian(request, OptionMagic);
        BinaryPrimitives.WriteUInt32BigEndian(request.AsSpan(8), option);
        BinaryPrimitives.WriteInt32BigEndian(request.AsSpan(12), data.Length);
        data.CopyTo(request, 16);
        Send(request);
        byte[] head = new byte[20];
        while (true)
        {
            Receive(head);
            uint type = BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(12)), length = BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(16));
            if (BinaryPrimitives.ReadUInt64BigEndian(head) != ReplyMagic || BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(8)) != option
                || length > LongestReply)
                throw Broken("the NBD server's reply to an option is wrong");
            byte[] content = new byte[length];
            Receive(content);
            if ((type & ErrorBit) != 0) return false;
            if (type == Acknowledged) return true;
            take(type, content);
        }
    }
}
