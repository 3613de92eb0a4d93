namespace Emu.Core.Memory;

/// <summary>One contiguous range of the bus: RAM, ROM or a device's registers.</summary>
public sealed unsafe class MemoryRegion
{
    internal MemoryRegion(string name, PhysicalAddress start, ulong size, byte* host, bool isReadOnly, IMmioDevice? device)
    {
        Name = name;
        Start = start;
        Size = size;
        Host = host;
        IsReadOnly = isReadOnly;
        Device = device;
    }

    public string Name { get; }
    public PhysicalAddress Start { get; }

    /// <summary>Length in bytes.</summary>
    public ulong Size { get; }

    /// <summary>Host address of the first byte when the region is memory, null when it is a device.</summary>
    public byte* Host { get; }

    /// <summary>True for memory that guest stores do not change (flash in read mode); such stores go to <see cref="Device"/> when there is one, else fault.</summary>
    public bool IsReadOnly { get; }

    /// <summary>The device that answers, or null for plain memory. ROM-like devices have both.</summary>
    public IMmioDevice? Device { get; }

    public bool Contains(PhysicalAddress address, ulong length) =>
        address >= Start && address - Start < Size && length <= Size - (address - Start);
}
