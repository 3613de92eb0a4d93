namespace Emu.Devices.Pci;

/// <summary>The address space that a base address register lies in, and its width.</summary>
public enum PciBarKind
{
    /// <summary>I/O space, 32 bits.</summary>
    Io,

    /// <summary>Memory space, 32 bits.</summary>
    Memory32,

    /// <summary>Memory space, 64 bits (two registers), prefetchable.</summary>
    Prefetchable64,
}

/// <summary>
/// A base address register (PCI Local Bus 3.0, 6.2.5.1). Its address is data in the configuration space, where the low
/// bits of the region's size cannot be written: sizing needs no code.
/// </summary>
public sealed class PciBar
{
    private const uint IoFlag = 1, Prefetchable64Flags = 0xc;

    internal PciBar(PciDevice device, int index, PciBarKind kind, uint size, IPciRegion region)
    {
        uint smallest = kind == PciBarKind.Io ? 4u : 16u;
        if (!uint.IsPow2(size) || size < smallest) throw new ArgumentOutOfRangeException(nameof(size), size, null);
        Device = device;
        Index = index;
        Kind = kind;
        Size = size;
        Region = region;
        uint flags = kind == PciBarKind.Io ? IoFlag : kind == PciBarKind.Prefetchable64 ? Prefetchable64Flags : 0;
        device.Configuration.Define(Register, 4, flags, writable: ~(size - 1));
        if (kind == PciBarKind.Prefetchable64) device.Configuration.Define(Register + 4, 4, 0, writable: uint.MaxValue);
    }

    /// <summary>The function that it belongs to.</summary>
    public PciDevice Device { get; }

    /// <summary>Its number, 0 to 5.</summary>
    public int Index { get; }

    /// <summary>Where it lies and how wide it is.</summary>
    public PciBarKind Kind { get; }

    /// <summary>Bytes of the region, a power of two.</summary>
    public uint Size { get; }

    /// <summary>What answers.</summary>
    public IPciRegion Region { get; }

    /// <summary>The address that software has given it, a multiple of <see cref="Size"/>.</summary>
    public ulong Address
    {
        get
        {
            ulong low = Device.Configuration.Read(Register, 4) & ~(Size - 1);
            if (Kind != PciBarKind.Prefetchable64) return low;
            return low | ((ulong)Device.Configuration.Read(Register + 4, 4) << 32);
        }
    }

    private int Register => PciRegisters.FirstBar + (Index * 4);
}
