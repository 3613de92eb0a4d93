using Emu.Core.Memory;
using Emu.Devices.Virtio;

namespace Emu.Devices.Tests.Virtio;

/// <summary>The driver's side of one virtqueue, as data in guest memory; it can be as wrong as a test likes.</summary>
internal sealed class GuestRing(BusMemory memory, ulong address, ushort size)
{
    public const ushort Next = 1, Write = 2, Indirect = 4;

    private ushort nextAvailable, nextUsed;

    public ushort Size { get; } = size;

    public ulong Descriptors { get; } = address;

    public ulong Available => Descriptors + (16ul * Size);

    public ulong Used => (Available + 6 + (2ul * Size) + 4095) & ~4095ul;

    public ushort UsedIndex =>
        memory.TryReadUInt16Acquire(Used + 2, out ushort value) ? value : throw new InvalidOperationException();

    /// <summary>What the device said last about kicks: 0 when it wants them.</summary>
    public ushort UsedFlags => memory.TryReadUInt16(Used, out ushort value) ? value : throw new InvalidOperationException();

    public void Enable(VirtQueue queue)
    {
        Assert.True(queue.TrySetSize(Size));
        (queue.DescriptorArea, queue.DriverArea, queue.DeviceArea) = (Descriptors, Available, Used);
        queue.Enable();
    }

    public void SetDescriptor(int index, ulong buffer, uint length, ushort flags = 0, ushort next = 0) =>
        SetDescriptorAt(Descriptors + (16ul * (uint)index), buffer, length, flags, next);

    public void SetDescriptorAt(ulong where, ulong buffer, uint length, ushort flags, ushort next)
    {
        Assert.True(memory.TryWriteUInt64(where, buffer));
        Assert.True(memory.TryWriteUInt32(where + 8, length));
        Assert.True(memory.TryWriteUInt16(where + 12, flags));
        Assert.True(memory.TryWriteUInt16(where + 14, next));
    }

    /// <summary>Makes a chain available; the device looks when it is kicked.</summary>
    public void Offer(ushort head)
    {
        Assert.True(memory.TryWriteUInt16(Available + 4 + (2ul * (uint)(nextAvailable % Size)), head));
        SetAvailableIndex(++nextAvailable);
    }

    public void SetAvailableIndex(ushort index) => Assert.True(memory.TryWriteUInt16Release(Available + 2, index));

    public void SetAvailableFlags(ushort flags) => Assert.True(memory.TryWriteUInt16(Available, flags));

    public void SetUsedEvent(ushort index) => Assert.True(memory.TryWriteUInt16(Available + 4 + (2ul * Size), index));

    /// <summary>Waits for the next used entry.</summary>
    public (uint Head, uint Written) Take()
    {
        Assert.True(SpinWait.SpinUntil(() => UsedIndex != nextUsed, TimeSpan.FromSeconds(30)), "the device gives nothing back");
        ulong entry = Used + 4 + (8ul * (uint)(nextUsed++ % Size));
        Assert.True(memory.TryReadUInt32(entry, out uint head));
        Assert.True(memory.TryReadUInt32(entry + 4, out uint written));
        return (head, written);
    }
}
