using Emu.Core.Memory;
using Emu.Host;

namespace Emu.Devices.Virtio;

/// <summary>
/// The memory of a split virtqueue (virtio 1.2, 2.7): its three areas as the driver has placed them, and the device's
/// positions in it. Made when the driver enables the queue, and never changed to another place: a queue that is set up
/// again gets a new one.
/// </summary>
/// <remarks>
/// Invariant of the unsafe code: the three areas were checked to be RAM in full for this size, RAM never moves, and each
/// position is reduced modulo the size, which is a power of two. The guest may change every byte at any time: values are
/// read once and checked by the caller. Riscv64 and the hosts are little-endian, as virtio 1.2 is.
/// </remarks>
internal sealed unsafe class SplitRing
{
    private const int AvailableHeader = 4, UsedHeader = 4, AvailableEntrySize = 2, UsedEntrySize = 8;
    private const ushort NoNotification = 1;

    private readonly byte* descriptors;
    private readonly byte* available;
    private readonly byte* used;
    private readonly int mask;
    private readonly ulong usedAddress;

    private SplitRing(int size, nint descriptors, nint available, nint used, ulong usedAddress)
    {
        Size = size;
        mask = size - 1;
        this.descriptors = (byte*)descriptors;
        this.available = (byte*)available;
        this.used = (byte*)used;
        this.usedAddress = usedAddress;
    }

    /// <summary>Descriptors in the table, and entries in each ring.</summary>
    public int Size { get; }

    /// <summary>The available entry that is taken next; for the queue's loop.</summary>
    public ushort NextAvailable { get; set; }

    /// <summary>The used index that the driver knows of; for the queue's loop.</summary>
    public ushort PublishedUsed { get; set; }

    /// <summary>The used entry that is filled next; for the queue's loop.</summary>
    public ushort NextUsed { get; set; }

    /// <summary>The used index at which the driver was last considered for an interrupt; for the queue's loop.</summary>
    public ushort SignalledUsed { get; set; }

    /// <summary>What the driver has made available so far; reads of entries come after it.</summary>
    public ushort AvailableIndex => Volatile.Read(ref *(ushort*)(available + 2));

    /// <summary>The used index at which the driver wants an interrupt.</summary>
    public ushort UsedEvent => Volatile.Read(ref *(ushort*)(available + AvailableHeader + (AvailableEntrySize * Size)));

    /// <summary>The driver wants no interrupts.</summary>
    public bool IsInterruptSuppressed => (Volatile.Read(ref *(ushort*)available) & NoNotification) != 0;

    /// <summary>Finds the areas in RAM; null when one is misaligned or not all RAM.</summary>
    public static SplitRing? Create(
        BusMemory memory, int size, ulong descriptorArea, ulong driverArea, ulong deviceArea)
    {
        nint descriptors = Find(memory, descriptorArea, 16, VirtDescriptor.Size * size);
        nint available = Find(memory, driverArea, 2, AvailableHeader + (AvailableEntrySize * size) + 2);
        nint used = Find(memory, deviceArea, 4, UsedHeader + (UsedEntrySize * size) + 2);
        return descriptors == 0 || available == 0 || used == 0
            ? null
            : new SplitRing(size, descriptors, available, used, deviceArea);
    }

    /// <summary>The head of the chain that an entry of the available ring names; may be any number.</summary>
    public ushort AvailableEntry(ushort position) =>
        *(ushort*)(available + AvailableHeader + (AvailableEntrySize * (position & mask)));

    /// <summary>A descriptor of the queue's own table; the index is below the size.</summary>
    public VirtDescriptor Descriptor(ushort index) => *(VirtDescriptor*)(descriptors + (VirtDescriptor.Size * (index & mask)));

    /// <summary>A descriptor of an indirect table that <see cref="BusMemory"/> has found; the index lies in it.</summary>
    public static VirtDescriptor Descriptor(IoSegment table, ushort index) =>
        *(VirtDescriptor*)(table.Address + (VirtDescriptor.Size * index));

    /// <summary>Fills the next entry of the used ring.</summary>
    public void FillUsed(ushort head, uint written)
    {
        uint* entry = (uint*)(used + UsedHeader + (UsedEntrySize * (NextUsed & mask)));
        entry[0] = head;
        entry[1] = written;
        NextUsed++;
    }

    /// <summary>Shows the driver the entries that were filled; what was written before is there first.</summary>
    public void PublishUsed(BusMemory memory)
    {
        if (PublishedUsed == NextUsed) return;
        PublishedUsed = NextUsed;
        Volatile.Write(ref *(ushort*)(used + 2), NextUsed);
        memory.NotifyWritten(usedAddress, (uint)(UsedHeader + (UsedEntrySize * Size) + 2));
    }

    /// <summary>Asks the driver for a kick with its next buffer, or for none.</summary>
    public void SetKicksWanted(bool wanted, bool hasEventIndex)
    {
        if (hasEventIndex)
        {
            if (wanted) Volatile.Write(ref *(ushort*)(used + UsedHeader + (UsedEntrySize * Size)), NextAvailable);
        }
        else
        {
            Volatile.Write(ref *(ushort*)used, wanted ? (ushort)0 : NoNotification);
        }
    }

    private static nint Find(BusMemory memory, ulong address, uint alignment, int length)
    {
        IoSegmentList found = new();
        return (address & (alignment - 1)) == 0 && memory.TryMap(address, (uint)length, found) && found.Count == 1
            ? found.Segments[0].Address
            : 0;
    }
}
