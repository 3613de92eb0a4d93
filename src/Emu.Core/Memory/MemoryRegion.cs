namespace Emu.Core.Memory;

/// <summary>One contiguous range of the bus: RAM, ROM or a device's registers.</summary>
/// <remarks>Invariant of the unsafe code: <see cref="Backing"/> points to <see cref="Size"/> bytes that whoever added
/// the region owns, and stays mapped until the address map is disposed; this class forms no other pointer from
/// it.</remarks>
public sealed unsafe class MemoryRegion
{
    private readonly Action<MemoryRegion>? mappingChanged;
    private volatile bool isDeviceMode;

    internal MemoryRegion(
        string name, PhysicalAddress start, ulong size, byte* host, bool isReadOnly, IMmioDevice? device,
        Action<MemoryRegion>? mappingChanged = null)
    {
        Name = name;
        Start = start;
        Size = size;
        Backing = host;
        IsReadOnly = isReadOnly;
        Device = device;
        IsSelfLocking = device?.IsSelfLocking ?? false;
        Doorbells = device?.Doorbells;
        this.mappingChanged = mappingChanged;
    }

    /// <summary>For messages; need not be unique.</summary>
    public string Name { get; }

    /// <summary>Bus address of the first byte.</summary>
    public PhysicalAddress Start { get; }

    /// <summary>Length in bytes.</summary>
    public ulong Size { get; }

    /// <summary>
    /// Host address of the first byte while guests read the region as memory, null while a device answers.
    /// </summary>
    public byte* Host => isDeviceMode ? null : Backing;

    /// <summary>
    /// Host address of the region's memory, in device mode too; null for a region that is only registers. For whoever
    /// loads or saves its content, never for guest accesses.
    /// </summary>
    public byte* Backing { get; }

    /// <summary>
    /// True for memory that guest stores do not change (flash in read mode); such stores go to <see cref="Device"/>
    /// when there is one, else they are lost.
    /// </summary>
    public bool IsReadOnly { get; }

    /// <summary>The device that answers, or null for plain memory. ROM-like devices have both.</summary>
    public IMmioDevice? Device { get; }

    /// <summary>The device takes its own lock: accesses come without it.</summary>
    public bool IsSelfLocking { get; }

    /// <summary>Stores that only wake a loop; null when the device has none.</summary>
    public Doorbells? Doorbells { get; }

    /// <summary>True for memory that loads, stores and devices reach without any device in between.</summary>
    public bool IsRam => Backing != null && !IsReadOnly;

    /// <summary>
    /// True while loads from a ROM-like region go to <see cref="Device"/> instead of the memory (flash in a command
    /// mode).
    /// </summary>
    public bool IsDeviceMode => isDeviceMode;

    /// <summary>
    /// Switches a ROM-like region between memory and device. Raises <see cref="AddressMap.MappingChanged"/> on this
    /// thread when that changes something. The device calls it while it holds its own lock.
    /// </summary>
    /// <exception cref="InvalidOperationException">The region does not have both a memory and a device.</exception>
    public void SetDeviceMode(bool enabled)
    {
        if (Backing == null || Device is null)
            throw new InvalidOperationException($"{Name} is not memory with a device");
        if (isDeviceMode == enabled) return;
        isDeviceMode = enabled;
        mappingChanged?.Invoke(this);
    }

    /// <summary>
    /// True when all <paramref name="length"/> bytes from <paramref name="address"/> lie in the region.
    /// </summary>
    public bool Contains(PhysicalAddress address, ulong length) =>
        address >= Start && address - Start < Size && length <= Size - (address - Start);
}
