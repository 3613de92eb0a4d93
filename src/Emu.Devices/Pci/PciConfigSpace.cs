using System.Buffers.Binary;
using Emu.Model;

namespace Emu.Devices.Pci;

/// <summary>
/// The configuration space of a function as data: bytes, and for each bit whether software may write it or clear it by
/// writing a one. Functions and capabilities declare their registers once, when they are made; the host bridge's lock
/// guards every later access.
/// </summary>
public sealed partial class PciConfigSpace
{
    /// <summary>Bytes of the space of a conventional function.</summary>
    public const int ConventionalSize = 256;

    /// <summary>Bytes of the space of a PCI Express function.</summary>
    public const int ExpressSize = 4096;

    private const int ExtendedStart = ConventionalSize;

    [State]
    private readonly byte[] bytes;
    [Derived]
    private readonly byte[] initial;
    [Derived]
    private readonly byte[] writable;
    [Derived]
    private readonly byte[] clearable;
    [Derived]
    private readonly bool[] allocated;

    /// <summary>Makes a space in which every register reads as zero.</summary>
    /// <param name="size"><see cref="ConventionalSize"/> or <see cref="ExpressSize"/>.</param>
    public PciConfigSpace(int size)
    {
        bytes = new byte[size];
        initial = new byte[size];
        writable = new byte[size];
        clearable = new byte[size];
        allocated = new bool[size];
        Array.Fill(allocated, true, 0, PciRegisters.HeaderEnd);
    }

    /// <summary>Bytes of the space.</summary>
    public int Size => bytes.Length;

    /// <summary>Declares a register.</summary>
    /// <param name="offset">Its first byte.</param>
    /// <param name="size">1, 2 or 4 bytes.</param>
    /// <param name="value">What it reads as after a reset.</param>
    /// <param name="writable">The bits that software may change.</param>
    /// <param name="clearable">The bits that software clears by writing a one.</param>
    public void Define(int offset, int size, uint value, uint writable = 0, uint clearable = 0)
    {
        for (int i = 0; i < size; i++)
        {
            bytes[offset + i] = initial[offset + i] = (byte)(value >> (8 * i));
            this.writable[offset + i] = (byte)(writable >> (8 * i));
            this.clearable[offset + i] = (byte)(clearable >> (8 * i));
        }
    }

    /// <summary>
    /// Reserves room for a capability, links it in as the first of the list, and returns the offset of its header (PCI
    /// Local Bus 3.0, 6.7).
    /// </summary>
    /// <param name="id">The capability's number.</param>
    /// <param name="length">Its bytes, header included.</param>
    /// <param name="at">Where it lies; 0 for the first free place.</param>
    public int AddCapability(byte id, int length, int at = 0)
    {
        int offset = at != 0 ? at : FindFree(length);
        Array.Fill(allocated, true, offset, length);
        Define(offset, 1, id);
        Define(offset + 1, 1, initial[PciRegisters.CapabilityPointer]);
        Define(PciRegisters.CapabilityPointer, 1, (uint)offset);
        uint status = Initial16(PciRegisters.Status) | (uint)PciRegisters.StatusCapabilities;
        Define(PciRegisters.Status, 2, status, clearable: Mask16(clearable, PciRegisters.Status));
        return offset;
    }

    /// <summary>Adds an extended capability at the end of their list (PCI Express Base 5.0, 7.6).</summary>
    /// <param name="id">The capability's number.</param>
    /// <param name="version">Its version.</param>
    /// <param name="offset">Where it lies; the first one lies at 0x100.</param>
    public void AddExtendedCapability(ushort id, byte version, int offset)
    {
        if (offset != ExtendedStart)
        {
            int last = ExtendedStart;
            while (BinaryPrimitives.ReadUInt16LittleEndian(initial.AsSpan(last + 2)) >> 4 is var next and not 0) last = next;
            uint header = BinaryPrimitives.ReadUInt32LittleEndian(initial.AsSpan(last));
            Define(last, 4, (header & 0xf_ffff) | ((uint)offset << 20));
        }

        Define(offset, 4, id | ((uint)version << 16));
    }

    /// <summary>Reads 1, 2 or 4 bytes that lie within the space.</summary>
    public uint Read(int offset, int size) => size switch
    {
        1 => bytes[offset],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(offset)),
        _ => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(offset)),
    };

    /// <summary>A store by software of 1, 2 or 4 bytes that lie within the space: changes only what it may.</summary>
    public void Write(int offset, int size, uint value)
    {
        for (int i = 0; i < size; i++)
        {
            byte given = (byte)(value >> (8 * i));
            int at = offset + i;
            int kept = bytes[at] & ~writable[at] & ~(given & clearable[at]);
            bytes[at] = (byte)(kept | (given & writable[at]));
        }
    }

    /// <summary>A store by the function itself, which may change every bit.</summary>
    public void Set(int offset, int size, uint value)
    {
        for (int i = 0; i < size; i++) bytes[offset + i] = (byte)(value >> (8 * i));
    }

    /// <summary>Gives every register the value that it was declared with.</summary>
    public void Reset() => initial.CopyTo(bytes, 0);

    private static uint Mask16(byte[] mask, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(mask.AsSpan(offset));

    private uint Initial16(int offset) => Mask16(initial, offset);

    private int FindFree(int length)
    {
        for (int offset = PciRegisters.HeaderEnd; offset + length <= ConventionalSize; offset += 4)
            if (!allocated.AsSpan(offset, length).Contains(true)) return offset;
        throw new InvalidOperationException($"no room for a capability of {length} bytes");
    }
}
