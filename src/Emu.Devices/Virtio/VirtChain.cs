using Emu.Core.Memory;
using Emu.Host;

namespace Emu.Devices.Virtio;

/// <summary>
/// One buffer that a driver has given to a device: what the device reads, then what it writes. Every range has been
/// checked and is RAM. It belongs to the device from <see cref="VirtQueue.TryPop"/> to <see cref="VirtQueue.Push"/>, and
/// is used again for other buffers after that.
/// </summary>
public sealed class VirtChain
{
    private (ulong Address, uint Length)[] written = new (ulong, uint)[4];
    private int writtenCount;

    internal VirtChain()
    {
    }

    /// <summary>Host memory that the device reads, in order.</summary>
    public IoSegmentList Readable { get; } = new();

    /// <summary>Host memory that the device writes, in order.</summary>
    public IoSegmentList Writable { get; } = new();

    /// <summary>The ring that the chain came from: another one is in use when the queue has been set up anew.</summary>
    internal SplitRing? Ring { get; private set; }

    /// <summary>Index of the chain's first descriptor, by which the driver knows it.</summary>
    internal ushort Head { get; private set; }

    /// <summary>Copies bytes that the driver has given, from an offset on; returns how many there were.</summary>
    public int Read(long offset, Span<byte> target) => Readable.CopyTo(offset, target);

    /// <summary>Copies bytes for the driver, to an offset; returns how many had room.</summary>
    public int Write(long offset, ReadOnlySpan<byte> source) => Writable.CopyFrom(offset, source);

    internal void Begin(SplitRing ring, ushort head)
    {
        Ring = ring;
        Head = head;
        Readable.Clear();
        Writable.Clear();
        writtenCount = 0;
    }

    internal void End() => Ring = null;

    /// <summary>Adds a range; false when it is not RAM.</summary>
    internal bool TryAdd(BusMemory memory, VirtDescriptor descriptor)
    {
        if (!descriptor.IsWritable) return memory.TryMap(descriptor.Address, descriptor.Length, Readable);
        if (!memory.TryMap(descriptor.Address, descriptor.Length, Writable)) return false;
        if (writtenCount == written.Length) Array.Resize(ref written, writtenCount * 2);
        written[writtenCount++] = (descriptor.Address, descriptor.Length);
        return true;
    }

    /// <summary>Tells the engines of all that the device may have written.</summary>
    internal void NotifyWritten(BusMemory memory)
    {
        for (int i = 0; i < writtenCount; i++) memory.NotifyWritten(written[i].Address, written[i].Length);
    }
}
