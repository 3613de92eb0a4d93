using System.Buffers.Binary;
using Emu.Host;

namespace Emu.Block.Nbd;

/// <summary>A disk that a server of the network block device protocol has: <c>nbd</c>. Requests wait for their replies,
/// one after the other; under an event loop workers wait.</summary>
internal sealed class NbdNode : BlockNode
{
    private const uint RequestMagic = 0x25609513, SimpleMagic = 0x67446698, StructuredMagic = 0x668e33ef;
    private const ushort Read = 0, Write = 1, Disconnect = 2, Flush = 3, Trim = 4, WriteZeroes = 6, Status = 7;
    private const ushort NoHole = 2, OneExtent = 8;
    private const int CanFlush = 4, CanTrim = 32, CanClear = 64, IsReadOnly = 2;
    private const ushort Done = 1, Data = 1, Hole = 2, Extents = 5, FirstError = 0x8000;
    private const int LongestTransfer = 32 << 20, LongestChunk = LongestTransfer + 4096;
    private const long LongestClear = 1L << 30;

    private readonly Lock gate = new();
    private readonly NbdConnection connection;
    private IoWorkers? workers;
    private ulong cookie;
    private bool isBroken;

    /// <param name="address">Where the disk is.</param>
    /// <param name="writable">It is going to be written.</param>
    /// <exception cref="BlockException">The server cannot be reached, or refuses.</exception>
    public NbdNode(NbdAddress address, bool writable)
    {
        connection = new NbdConnection(address);
        IsWritable = writable && (connection.Flags & IsReadOnly) == 0;
        if (!writable || IsWritable) return;
        connection.Dispose();
        throw new BlockException(BlockError.ReadOnly, "request on read-only export is not allowed");
    }

    /// <inheritdoc/>
    public override string Driver => "nbd";

    /// <inheritdoc/>
    public override long Length => connection.Length;

    /// <inheritdoc/>
    public override bool IsWritable { get; }

    /// <inheritdoc/>
    public override long AllocatedBytes => Unknown;

    /// <inheritdoc/>
    public override void UseWorkers(IoWorkers? workers) => this.workers = workers;

    /// <inheritdoc/>
    public override ValueTask FlushAsync() => !IsWritable || (connection.Flags & CanFlush) == 0 ? default : DoAsync(
        static (in IoArguments all) => ((NbdNode)all.Target).Simple(Flush, 0, 0, 0), new IoArguments(this));

    /// <inheritdoc/>
    public override ValueTask ResizeAsync(long length) => throw new BlockException(
        BlockError.Unsupported, "the length of a disk of an NBD server cannot be changed");

    /// <inheritdoc/>
    protected override ValueTask ReadCoreAsync(long offset, IoVector data) => DoAsync(
        static (in IoArguments all) => ((NbdNode)all.Target).ReadAll(all.Offset, all.Data), new IoArguments(this, offset, Data: data));

    /// <inheritdoc/>
    protected override ValueTask WriteCoreAsync(long offset, IoVector data, WriteFlags flags) => DoAsync(
        static (in IoArguments all) => ((NbdNode)all.Target).WriteAll(all.Offset, all.Data), new IoArguments(this, offset, Data: data));

    /// <inheritdoc/>
    protected override ValueTask WriteZeroesCoreAsync(long offset, long length, WriteFlags flags) => DoAsync(
        static (in IoArguments all) => ((NbdNode)all.Target).Clear(all.Offset, all.Length, all.Flags),
        new IoArguments(this, offset, length, Flags: flags));

    /// <inheritdoc/>
    protected override ValueTask DiscardCoreAsync(long offset, long length) => (connection.Flags & CanTrim) == 0 ? default : DoAsync(
        static (in IoArguments all) => ((NbdNode)all.Target).InParts(Trim, 0, all.Offset, all.Length),
        new IoArguments(this, offset, length));

    /// <inheritdoc/>
    protected override ValueTask<BlockExtent> StatusCoreAsync(long offset, long length)
    {
        if (connection.StatusContext is null)
            return new(new BlockExtent(length, BlockExtentKind.Data | BlockExtentKind.Allocated, offset));
        lock (gate)
        {
            (uint known, uint flags) = AskStatus(offset, (uint)Math.Min(length, LongestClear));
            BlockExtentKind kind = BlockExtentKind.Allocated | ((flags & 1) == 0 ? BlockExtentKind.Data : BlockExtentKind.None)
                | ((flags & 2) != 0 ? BlockExtentKind.Zero : BlockExtentKind.None);
            if (known == 0) throw Break("the NBD server's description of a range is empty");
            return new(new BlockExtent(Math.Min(known, length), kind, offset));
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing) return;
        lock (gate)
        {
            try
            {
                if (!isBroken) SendRequest(Disconnect, 0, 0, 0);
            }
            catch (BlockException)
            {
                // The server has gone before.
            }
        }

        connection.Dispose();
    }

    private ValueTask DoAsync(IoWork work, in IoArguments arguments)
    {
        if (workers is { } there) return there.RunAsync(work, arguments);
        work(arguments);
        return default;
    }

    private void ReadAll(long offset, IoVector data)
    {
        lock (gate)
            while (data.Length > 0)
            {
                IoVector part = data.Slice(0, Math.Min(data.Length, LongestTransfer));
                SendRequest(Read, 0, offset, (uint)part.Length);
                TakeReply(part, offset, null);
                offset += part.Length;
                data = data.Slice(part.Length);
            }
    }

    private void WriteAll(long offset, IoVector data)
    {
        lock (gate)
            while (data.Length > 0)
            {
                IoVector part = data.Slice(0, Math.Min(data.Length, LongestTransfer));
                SendRequest(Write, 0, offset, (uint)part.Length);
                foreach (IoSegment segment in part) Guard(() => connection.Send(segment));
                TakeReply(default, offset, null);
                offset += part.Length;
                data = data.Slice(part.Length);
            }
    }

    private void Clear(long offset, long length, WriteFlags flags)
    {
        if ((connection.Flags & CanClear) != 0)
        {
            InParts(WriteZeroes, (flags & WriteFlags.MayUnmap) != 0 ? (ushort)0 : NoHole, offset, length);
            return;
        }

        using IoBuffer zeros = new((int)Math.Min(length, 1 << 20));
        for (long at = 0; at < length; at += zeros.Length)
            WriteAll(offset + at, zeros.Vector.Slice(0, Math.Min(zeros.Length, length - at)));
    }

    private void InParts(ushort command, ushort flags, long offset, long length)
    {
        for (long at = 0; at < length; at += LongestClear)
            Simple(command, flags, offset + at, (uint)Math.Min(LongestClear, length - at));
    }

    private void Simple(ushort command, ushort flags, long offset, uint length)
    {
        lock (gate)
        {
            SendRequest(command, flags, offset, length);
            TakeReply(default, offset, null);
        }
    }

    private (uint Length, uint Flags) AskStatus(long offset, uint length)
    {
        (uint, uint) found = default;
        SendRequest(Status, OneExtent, offset, length);
        TakeReply(default, offset, chunk =>
        {
            if (chunk.Length >= 12 && BinaryPrimitives.ReadUInt32BigEndian(chunk) == connection.StatusContext)
                found = (BinaryPrimitives.ReadUInt32BigEndian(chunk.AsSpan(4)), BinaryPrimitives.ReadUInt32BigEndian(chunk.AsSpan(8)));
        });
        return found;
    }

    private void SendRequest(ushort command, ushort flags, long offset, uint length)
    {
        if (isBroken) throw NbdConnection.Broken("the connection to the NBD server is broken");
        Span<byte> request = stackalloc byte[28];
        BinaryPrimitives.WriteUInt32BigEndian(request, RequestMagic);
        BinaryPrimitives.WriteUInt16BigEndian(request[4..], flags);
        BinaryPrimitives.WriteUInt16BigEndian(request[6..], command);
        BinaryPrimitives.WriteUInt64BigEndian(request[8..], ++cookie);
        BinaryPrimitives.WriteInt64BigEndian(request[16..], offset);
        BinaryPrimitives.WriteUInt32BigEndian(request[24..], length);
        try
        {
            connection.Send(request);
        }
        catch (BlockException)
        {
            isBroken = true;
            throw;
        }
    }

    /// <summary>Takes the reply to the request that was sent last. What a server says about lengths and places is
    /// checked.</summary>
    private void TakeReply(IoVector target, long offset, Action<byte[]>? takeStatus)
    {
        byte[] head = new byte[16];
        BlockException? refusal = null;
        while (true)
        {
            Guard(() => connection.Receive(head));
            if (BinaryPrimitives.ReadUInt64BigEndian(head.AsSpan(8)) != cookie) throw Break("the NBD server answers another request");
            uint magic = BinaryPrimitives.ReadUInt32BigEndian(head);
            if (magic == SimpleMagic)
            {
                uint error = BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(4));
                if (error != 0) throw Refused(error);
                foreach (IoSegment segment in target) Guard(() => connection.Receive(segment));
                return;
            }

            if (magic != StructuredMagic || !connection.HasStructuredReplies) throw Break("the NBD server's reply is wrong");
            ushort flags = BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(4)), type = BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(6));
            TakeChunk(type, target, offset, takeStatus, ref refusal);
            if ((flags & Done) == 0) continue;
            if (refusal is not null) throw refusal;
            return;
        }
    }

    private void TakeChunk(ushort type, IoVector target, long offset, Action<byte[]>? takeStatus, ref BlockException? refusal)
    {
        byte[] word = new byte[4];
        Guard(() => connection.Receive(word));
        uint length = BinaryPrimitives.ReadUInt32BigEndian(word);
        if (length > LongestChunk) throw Break("the NBD server's reply is too long");
        if (type == Data)
        {
            IoVector place = PlaceOf(target, offset, length - 8L, length >= 8);
            foreach (IoSegment segment in place) Guard(() => connection.Receive(segment));
            return;
        }

        byte[] content = new byte[length];
        Guard(() => connection.Receive(content));
        if (type == Hole && length == 12)
        {
            long at = BinaryPrimitives.ReadInt64BigEndian(content) - offset;
            uint count = BinaryPrimitives.ReadUInt32BigEndian(content.AsSpan(8));
            if (at < 0 || at > target.Length || count > target.Length - at) throw Break("the NBD server's reply lies beyond the request");
            target.Slice(at, count).Clear();
        }
        else if (type == Extents)
        {
            takeStatus?.Invoke(content);
        }
        else if ((type & FirstError) != 0 && length >= 6)
        {
            refusal = Refused(BinaryPrimitives.ReadUInt32BigEndian(content));
        }
    }

    /// <summary>Where in the request's memory the bytes belong that come next.</summary>
    private IoVector PlaceOf(IoVector target, long offset, long length, bool hasOffset)
    {
        byte[] bytes = new byte[8];
        if (!hasOffset) throw Break("the NBD server's reply is too short");
        Guard(() => connection.Receive(bytes));
        long at = BinaryPrimitives.ReadInt64BigEndian(bytes) - offset;
        if (at < 0 || at > target.Length || length > target.Length - at) throw Break("the NBD server's reply lies beyond the request");
        return target.Slice(at, length);
    }

    private void Guard(Action transfer)
    {
        try
        {
            transfer();
        }
        catch (BlockException)
        {
            isBroken = true;
            throw;
        }
    }

    private BlockException Break(string message)
    {
        isBroken = true;
        return NbdConnection.Broken(message);
    }

    private static BlockException Refused(uint error) => BlockException.OfHost(new HostError(error is 1 or 5 or 12 or 22 or 28 or 75 or 95 or 108 ? (int)error : 22));
}
