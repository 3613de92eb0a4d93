namespace Emu.Block;

/// <summary>
/// A node of the block graph: a file, or a format or filter on top of other nodes. It answers requests on bytes of a
/// virtual disk.
/// </summary>
/// <remarks>
/// A node belongs to one thread (its event loop, or the thread of a tool): all calls come from there, and requests
/// continue there. Requests of different ranges may be in flight at once and complete in any order; of two that
/// overlap, each byte is that of one of them. A write is on the medium when a flush that was called after its
/// completion has completed.
/// </remarks>
public abstract partial class BlockNode : IDisposable
{
    /// <summary>What QEMU calls this kind of node: <c>file</c>, <c>raw</c>, <c>qcow2</c>.</summary>
    public abstract string Driver { get; }

    /// <summary>Length of the virtual disk, bytes.</summary>
    public abstract long Length { get; }

    /// <summary>False when writes are refused.</summary>
    public abstract bool IsWritable { get; }

    /// <summary>True for nodes that writes may lengthen: files under an image format.</summary>
    protected virtual bool Grows => false;

    /// <summary>The image below that is read where this one says nothing; null when there is none.</summary>
    public virtual BlockNode? Backing => null;

    /// <summary>The one node that this one's bytes come from; null at the bottom of a graph.</summary>
    public virtual BlockNode? Child => null;

    /// <summary>What <see cref="AllocatedBytes"/> is where that cannot be known.</summary>
    public const long Unknown = -1;

    /// <summary>Bytes of storage that the node occupies on the host; 0 where nothing is stored, <see cref="Unknown"/> for
    /// disks of other hosts.</summary>
    public virtual long AllocatedBytes => Child?.AllocatedBytes ?? 0;

    /// <summary>Reads bytes; beyond the end of what is stored they are zeros.</summary>
    /// <param name="offset">Of the first byte, in the virtual disk.</param>
    /// <param name="data">Where to; its length is the request's.</param>
    /// <exception cref="BlockException">The range reaches beyond the disk, the metadata are corrupt, or the host
    /// failed.</exception>
    public ValueTask ReadAsync(long offset, IoVector data)
    {
        if (offset < 0 || !Grows) CheckRange(offset, data.Length);
        return data.Length == 0 ? default : ReadCoreAsync(offset, data);
    }

    /// <summary>Writes bytes.</summary>
    /// <param name="offset">Of the first byte, in the virtual disk.</param>
    /// <param name="data">Where from; its length is the request's.</param>
    /// <param name="flags">How.</param>
    /// <exception cref="BlockException">The range reaches beyond the disk, the node is read-only, the metadata are
    /// corrupt, or the host failed: the bytes of the range are then the old or the new ones, each for itself.</exception>
    public ValueTask WriteAsync(long offset, IoVector data, WriteFlags flags = WriteFlags.None)
    {
        CheckWrite(offset, data.Length);
        return (flags & WriteFlags.ForceUnitAccess) != 0
            ? WriteAndFlushAsync(offset, data, flags)
            : data.Length == 0 ? default : WriteCoreAsync(offset, data, flags);
    }

    /// <summary>Makes bytes read as zeros.</summary>
    /// <param name="offset">Of the first byte, in the virtual disk.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="flags">How; with <see cref="WriteFlags.MayUnmap"/> storage is given back.</param>
    /// <exception cref="BlockException">As for <see cref="WriteAsync"/>.</exception>
    public async ValueTask WriteZeroesAsync(long offset, long length, WriteFlags flags = WriteFlags.None)
    {
        CheckWrite(offset, length);
        if (length != 0) await WriteZeroesCoreAsync(offset, length, flags);
        if ((flags & WriteFlags.ForceUnitAccess) != 0) await FlushAsync();
    }

    /// <summary>Says that bytes are no longer needed; what they read as afterwards is up to the node.</summary>
    /// <param name="offset">Of the first byte, in the virtual disk.</param>
    /// <param name="length">Bytes.</param>
    /// <exception cref="BlockException">As for <see cref="WriteAsync"/>.</exception>
    public ValueTask DiscardAsync(long offset, long length)
    {
        CheckWrite(offset, length);
        return length == 0 ? default : DiscardCoreAsync(offset, length);
    }

    /// <summary>Completes when everything that was written before the call is on the medium.</summary>
    /// <exception cref="BlockException">The host failed; nothing is known of what was written since the last
    /// flush that succeeded.</exception>
    public abstract ValueTask FlushAsync();

    /// <summary>Says what the bytes from an offset on are made of.</summary>
    /// <param name="offset">In the virtual disk, below its length.</param>
    /// <param name="length">Bytes to look at, at least 1.</param>
    /// <exception cref="BlockException">The range reaches beyond the disk, or the metadata are corrupt.</exception>
    public ValueTask<BlockExtent> StatusAsync(long offset, long length)
    {
        CheckRange(offset, length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        return StatusCoreAsync(offset, length);
    }

    /// <summary>Changes the length of the virtual disk; what is added reads as zeros.</summary>
    /// <exception cref="BlockException">The node cannot, or the host failed.</exception>
    public virtual ValueTask ResizeAsync(long length) =>
        throw new BlockException(BlockError.Unsupported, $"Image format driver '{Driver}' does not support resize");

    /// <summary>Says that a format is about to do a step, by the name that QEMU's <c>blkdebug</c> has for it.</summary>
    /// <param name="step">As <c>l2_update</c>.</param>
    public virtual void Trace(string step)
    {
    }

    /// <summary>
    /// Gives the node and all below to the thread of a loop, whose workers do what would block it; null gives them back to
    /// whichever thread calls, and requests block that. Only while no request is in flight.
    /// </summary>
    public virtual void UseWorkers(IoWorkers? workers)
    {
    }

    /// <summary>Writes out what is buffered, ignoring failures, and closes the node and all below, unless others share it.
    /// </summary>
    public void Dispose()
    {
        if (owners > 1)
        {
            owners--;
            return;
        }

        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes; <paramref name="disposing"/> is false on the finalizer's thread.</summary>
    protected abstract void Dispose(bool disposing);

    /// <summary>Reads a range that lies in the disk and is not empty.</summary>
    protected abstract ValueTask ReadCoreAsync(long offset, IoVector data);

    /// <summary>Writes a range that lies in the disk and is not empty.</summary>
    protected abstract ValueTask WriteCoreAsync(long offset, IoVector data, WriteFlags flags);

    /// <summary>Clears a range that lies in the disk and is not empty.</summary>
    protected abstract ValueTask WriteZeroesCoreAsync(long offset, long length, WriteFlags flags);

    /// <summary>Forgets a range that lies in the disk and is not empty.</summary>
    protected abstract ValueTask DiscardCoreAsync(long offset, long length);

    /// <summary>Describes a range that lies in the disk and is not empty.</summary>
    protected abstract ValueTask<BlockExtent> StatusCoreAsync(long offset, long length);

    private async ValueTask WriteAndFlushAsync(long offset, IoVector data, WriteFlags flags)
    {
        if (data.Length != 0) await WriteCoreAsync(offset, data, flags);
        await FlushAsync();
    }

    private void CheckWrite(long offset, long length)
    {
        if (offset < 0 || length < 0 || !Grows) CheckRange(offset, length);
        if (!IsWritable) throw new BlockException(BlockError.ReadOnly, "Block node is read-only");
    }

    private void CheckRange(long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > Length || length > Length - offset)
            throw new BlockException(
                BlockError.OutOfRange, $"the range of {length} bytes at {offset} reaches beyond the disk's {Length}");
    }
}
