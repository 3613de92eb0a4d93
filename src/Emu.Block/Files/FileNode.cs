using Emu.Core.Tracing;
using Emu.Host;
using Microsoft.Win32.SafeHandles;

namespace Emu.Block.Files;

/// <summary>A file or block device of the host: the node at the bottom of a graph, <c>file</c> and
/// <c>host_device</c>.</summary>
public sealed partial class FileNode : BlockNode
{
    private const int SegmentsAtOnce = 64;

    private readonly FileAccessOptions access;
    private SafeFileHandle file;
    private bool isWritable, ignoresFlush;
    private readonly AsyncLock unalignedWrites = new();
    private IoWorkers? workers;
    private long length;

    // Learnt from the host on any worker: a value that is not seen yet costs one more call that fails.
    private bool cannotPunch, cannotZero, cannotReadNow, cannotWriteNow;

    private FileNode(string path, SafeFileHandle file, bool writable, FileAccessOptions options)
    {
        Path = path;
        this.file = file;
        isWritable = writable;
        IsDirect = options.Direct;
        ignoresFlush = options.NoFlush;
        access = options;
        BlockException.ThrowIf(ImageFile.GetLength(file, out length));
    }

    /// <inheritdoc/>
    public override string Driver => "file";

    /// <summary>The file's name, as it was given.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override bool IsWritable => isWritable;

    /// <inheritdoc/>
    protected override bool Grows => true;

    /// <summary>Requests go past the host's page cache and must be aligned to <see cref="IoBuffer.Alignment"/>; others
    /// are carried out through a buffer.</summary>
    public bool IsDirect { get; private set; }

    /// <inheritdoc/>
    public override long AllocatedBytes => ImageFile.AllocatedBytes(Path);

    /// <summary>Which file of the host this is, whatever its name; null when the host does not say.</summary>
    public FileStatus? Identity => HostFile.StatusOf(file);

    /// <summary>Opens a file and takes its locks.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="writable">It is going to be written.</param>
    /// <param name="options">How it is opened.</param>
    /// <param name="opensForWritingLater">See <see cref="IsOpenedForWritingLater"/>.</param>
    /// <exception cref="BlockException">The host refuses, it is no file or block device, or it is in use.</exception>
    public static FileNode Open(string path, bool writable, FileAccessOptions options, bool opensForWritingLater = false)
    {
        ArgumentNullException.ThrowIfNull(path);
        SafeFileHandle file = ImageFile.Open(path, writable, options.Direct, out HostError error)
            ?? throw BlockException.OfHost(error);
        FileNode node = Begin(path, file, writable, options);
        node.IsOpenedForWritingLater = opensForWritingLater;
        return node;
    }

    /// <summary>Makes a new, empty file, or empties one that nobody uses.</summary>
    /// <exception cref="BlockException">The host refuses, or the file is in use.</exception>
    public static FileNode Create(string path, FileAccessOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        using (SafeFileHandle? old = ImageFile.Open(path, writable: true, direct: false, out _))
            if (old is not null) ImageLock.Take(old, writable: true);
        SafeFileHandle file = ImageFile.Create(path, out HostError error) ?? throw BlockException.OfHost(error);
        return Begin(path, file, writable: true, options);
    }

    /// <summary>Asks the host to give the file storage in pieces of a size; a host that cannot is left alone.</summary>
    /// <param name="bytes">Size of a piece; 0 for no wish.</param>
    public void HintExtentSize(uint bytes) => _ = ImageFile.HintExtentSize(file, bytes);

    /// <summary>Asks the host to overwrite the file's blocks in place; a host that always does is left alone.</summary>
    public void TurnOffCopyOnWrite() => _ = ImageFile.TurnOffCopyOnWrite(file);

    /// <inheritdoc/>
    public override void UseWorkers(IoWorkers? workers) => this.workers = workers;

    /// <inheritdoc/>
    public override ValueTask FlushAsync()
    {
        if (!IsWritable || ignoresFlush) return default;
        if (EventTrace.IsOn) TraceEvents.FileFlush.Write(Path);
        return access.Rings && workers?.Ring is { } ring ? FlushAsync(ring) : FlushOnWorkerAsync();
    }

    /// <inheritdoc/>
    public override ValueTask ResizeAsync(long length)
    {
        BlockException.ThrowIf(ImageFile.SetLength(file, length));
        this.length = length;
        return default;
    }

    /// <summary>Reserves storage up to a length, so that later writes cannot find the medium full.</summary>
    /// <exception cref="BlockException">The host has not enough, or its file system cannot.</exception>
    public void Reserve(long position, long length)
    {
        BlockException.ThrowIf(ImageFile.Reserve(file, position, length));
        this.length = Math.Max(this.length, position + length);
    }

    /// <summary>Lets the host copy bytes of another file into this one, as far as it can without the bytes passing through
    /// this process; for tools, on the calling thread.</summary>
    /// <param name="offset">Of the first byte here.</param>
    /// <param name="source">Where from.</param>
    /// <param name="from">Of the first byte there.</param>
    /// <param name="length">Bytes.</param>
    /// <returns>Bytes copied from the beginning of the range; what is left must be read and written.</returns>
    public long CopyFrom(long offset, FileNode source, long from, long length)
    {
        ArgumentNullException.ThrowIfNull(source);
        long done = 0;
        while (done < length)
        {
            HostError error = ImageFile.Copy(source.file, from + done, file, offset + done, length - done, out long copied);
            // Whatever the reason is, reading and writing meets it again and tells of it.
            if (error.Number != 0 || copied == 0) break;
            done += copied;
        }

        // A host that copies nothing has made the file no longer.
        if (done != 0) this.length = Math.Max(this.length, offset + done);
        return done;
    }

    /// <inheritdoc/>
    protected override ValueTask ReadCoreAsync(long offset, IoVector data)
    {
        if (EventTrace.IsOn) TraceEvents.FileRead.Write(Path, offset, data.Length);
        if (workers is not null && !IsDirect && !cannotReadNow && TryReadNow(ref offset, ref data)) return default;
        return access.Rings && workers?.Ring is { } ring ? ReadAsync(ring, offset, data) : ReadOnWorkerAsync(offset, data);
    }

    /// <inheritdoc/>
    protected override ValueTask WriteCoreAsync(long offset, IoVector data, WriteFlags flags)
    {
        if (EventTrace.IsOn) TraceEvents.FileWrite.Write(Path, offset, data.Length);
        if (IsDirect && !IsAligned(offset, data)) return WriteUnalignedAsync(offset, data);
        // Other requests may count on the new length before this one has completed.
        length = Math.Max(length, offset + data.Length);
        if (workers is not null && !IsDirect && !cannotWriteNow && TryWriteNow(ref offset, ref data)) return default;
        return access.Rings && workers?.Ring is { } ring ? WriteAsync(ring, offset, data) : WriteOnWorkerAsync(offset, data);
    }

    /// <inheritdoc/>
    protected override ValueTask WriteZeroesCoreAsync(long offset, long length, WriteFlags flags)
    {
        ValueTask done = DoAsync(
            static (in IoArguments all) => ((FileNode)all.Target).Clear(all.Offset, all.Length, all.Flags),
            new IoArguments(this, offset, length, Flags: flags));
        return offset + length <= this.length ? done : LengthenAsync(done);
    }

    /// <inheritdoc/>
    protected override ValueTask DiscardCoreAsync(long offset, long length) => DoAsync(
        static (in IoArguments all) => _ = ((FileNode)all.Target).TryPunch(all.Offset, all.Length),
        new IoArguments(this, offset, length));

    /// <inheritdoc/>
    protected override ValueTask<BlockExtent> StatusCoreAsync(long offset, long length)
    {
        ImageFile.Probe(file, offset, out bool isData, out long end);
        length = Math.Min(length, end - offset);
        BlockExtentKind kind = BlockExtentKind.Allocated | (isData ? BlockExtentKind.Data : BlockExtentKind.Zero);
        return new ValueTask<BlockExtent>(new BlockExtent(length, kind, offset));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) file.Dispose();
    }

    private static FileNode Begin(string path, SafeFileHandle file, bool writable, FileAccessOptions options)
    {
        try
        {
            if (options.Rings) RingRequests.Check();
            if (!options.IsShared) ImageLock.Take(file, writable);
            return new FileNode(path, file, writable, options);
        }
        catch (BlockException)
        {
            file.Dispose();
            throw;
        }
    }

    private static bool IsAligned(long offset, IoVector data)
    {
        long all = offset | data.Length;
        foreach (IoSegment segment in data) all |= (long)segment.Address | segment.Length;
        return (all & (IoBuffer.Alignment - 1)) == 0;
    }

    private static long RoundDown(long value) => value & -IoBuffer.Alignment;

    private static long RoundUp(long value) => RoundDown(value + IoBuffer.Alignment - 1);

    /// <summary>Takes over the length that the host has made, when a request that may change it is done.</summary>
    private async ValueTask LengthenAsync(ValueTask done)
    {
        await done;
        BlockException.ThrowIf(ImageFile.GetLength(file, out long there));
        length = Math.Max(length, there);
    }

    /// <summary>Does what may block: on a worker where there are some, else here.</summary>
    private ValueTask DoAsync(IoWork work, in IoArguments arguments)
    {
        if (workers is { } there) return there.RunAsync(work, arguments);
        work(arguments);
        return default;
    }

    /// <summary>Reads what the host has in memory, and moves the range to what is left; true when that is
    /// nothing.</summary>
    private bool TryReadNow(ref long offset, ref IoVector data)
    {
        Span<IoSegment> segments = stackalloc IoSegment[SegmentsAtOnce];
        while (data.Length > 0)
        {
            int count = data.Fill(segments);
            if (!ImageFile.TryReadCached(file, segments[..count], offset, out long transferred, out bool isSupported))
            {
                cannotReadNow |= !isSupported;
                return false;
            }

            // The end of the file, or of what is there: the worker knows.
            if (transferred == 0) return false;
            offset += transferred;
            data = data.Slice(transferred);
        }

        return true;
    }

    /// <summary>Writes what the host takes at once, and moves the range to what is left; true when that is
    /// nothing.</summary>
    private bool TryWriteNow(ref long offset, ref IoVector data)
    {
        Span<IoSegment> segments = stackalloc IoSegment[SegmentsAtOnce];
        while (data.Length > 0)
        {
            int count = data.Fill(segments);
            if (!ImageFile.TryWriteCached(file, segments[..count], offset, out long transferred, out bool isSupported))
            {
                cannotWriteNow |= !isSupported;
                return false;
            }

            if (transferred == 0) return false;
            offset += transferred;
            data = data.Slice(transferred);
        }

        return true;
    }

    /// <summary>Reads, on any thread.</summary>
    private void Read(long offset, IoVector data)
    {
        if (IsDirect && !IsAligned(offset, data))
        {
            ReadThroughBuffer(offset, data);
            return;
        }

        Span<IoSegment> segments = stackalloc IoSegment[SegmentsAtOnce];
        while (data.Length > 0)
        {
            int count = data.Fill(segments);
            BlockException.ThrowIf(ImageFile.Read(file, segments[..count], offset, out long transferred));
            if (transferred == 0)
            {
                data.Clear();
                return;
            }

            offset += transferred;
            data = data.Slice(transferred);
        }
    }

    /// <summary>Writes, on any thread; the caller has changed the length.</summary>
    private void Write(long offset, IoVector data)
    {
        Span<IoSegment> segments = stackalloc IoSegment[SegmentsAtOnce];
        while (data.Length > 0)
        {
            int count = data.Fill(segments);
            BlockException.ThrowIf(ImageFile.Write(file, segments[..count], offset, out long transferred));
            offset += transferred;
            data = data.Slice(transferred);
        }
    }

    /// <summary>Makes a range read as zeros, on any thread.</summary>
    private void Clear(long offset, long length, WriteFlags flags)
    {
        if ((flags & WriteFlags.MayUnmap) != 0 && TryPunch(offset, length)) return;
        if (TryZero(offset, length)) return;
        using IoBuffer zeros = new((int)Math.Min(length, 1 << 20));
        while (length > 0)
        {
            long now = Math.Min(length, zeros.Length);
            if (IsDirect && !IsAligned(offset, zeros.Vector.Slice(0, now))) WriteThroughBuffer(offset, zeros.Vector.Slice(0, now));
            else Write(offset, zeros.Vector.Slice(0, now));
            offset += now;
            length -= now;
        }
    }

    private void ReadThroughBuffer(long offset, IoVector data)
    {
        long first = RoundDown(offset);
        using IoBuffer buffer = new(checked((int)(RoundUp(offset + data.Length) - first)));
        Read(first, buffer.Vector);
        data.CopyFrom(buffer.Span.Slice((int)(offset - first), (int)data.Length));
    }

    /// <summary>Writes through a buffer, one request at a time: another one may have its bytes in the same block.</summary>
    private async ValueTask WriteUnalignedAsync(long offset, IoVector data)
    {
        using (await unalignedWrites.EnterAsync())
        {
            long wanted = Math.Max(length, offset + data.Length);
            await DoAsync(
                static (in IoArguments all) => ((FileNode)all.Target).WriteThroughBuffer(all.Offset, all.Data),
                new IoArguments(this, offset, Data: data));
            bool isLonger = RoundUp(offset + data.Length) > wanted;
            length = Math.Max(length, wanted);
            if (isLonger) await ResizeAsync(length);
        }
    }

    private void WriteThroughBuffer(long offset, IoVector data)
    {
        long first = RoundDown(offset);
        using IoBuffer buffer = new(checked((int)(RoundUp(offset + data.Length) - first)));
        Read(first, buffer.Vector);
        data.CopyTo(buffer.Span[(int)(offset - first)..]);
        Write(first, buffer.Vector);
    }

    private bool TryPunch(long offset, long length)
    {
        if (cannotPunch) return false;
        HostError error = ImageFile.Punch(file, offset, length);
        if (error.Number == 0) return true;
        if (!ImageFile.IsUnsupported(error)) throw BlockException.OfHost(error);
        cannotPunch = true;
        return false;
    }

    private bool TryZero(long offset, long length)
    {
        if (cannotZero) return false;
        HostError error = ImageFile.Zero(file, offset, length);
        if (error.Number == 0) return true;
        if (!ImageFile.IsUnsupported(error)) throw BlockException.OfHost(error);
        cannotZero = true;
        return false;
    }
}
