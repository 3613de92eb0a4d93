using System.Buffers.Binary;
using Emu.Core.Logging;
using Emu.Core.Tracing;

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

    /// <summary>True for a region with memory, whether loads reach it now or not.</summary>
    public bool HasMemory => Backing != null;

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

    /// <summary>
    /// One bus read of 1, 2, 4 or 8 bytes, zero-extended: of the memory, or of the device's registers under its lock. False,
    /// with nothing done, when the bytes do not all lie in the region or the device does not take that size or alignment.
    /// Any thread.
    /// </summary>
    public bool Read(PhysicalAddress address, int size, out ulong value)
    {
        value = 0;
        if (!Contains(address, (ulong)size)) return false;
        ulong offset = address - Start;
        byte* host = Host;
        if (host != null)
        {
            value = ReadLittleEndian(new ReadOnlySpan<byte>(host + offset, size));
            return true;
        }

        IMmioDevice device = Device!;
        if (!device.Accepts(offset, size)) return false;
        if (IsSelfLocking) value = device.Read(offset, size);
        else lock (device.SyncRoot) value = device.Read(offset, size);
        if (EventTrace.IsOn) TraceEvents.DeviceRead.Write(device.Name, offset, size, value);
        return true;
    }

    /// <summary>
    /// One bus write of 1, 2, 4 or 8 bytes; false as for <see cref="Read"/>. Stores to ROM without a device are lost.
    /// </summary>
    public bool Write(PhysicalAddress address, int size, ulong value)
    {
        if (!Contains(address, (ulong)size)) return false;
        ulong offset = address - Start;
        if (IsRam)
        {
            WriteLittleEndian(new Span<byte>(Backing + offset, size), value);
            return true;
        }

        if (Device is not { } device)
        {
            Log.WriteOnce(LogItems.GuestErrors, $"{Name}: store to read-only memory at {address}");
            return true;
        }

        ulong sent = size == sizeof(ulong) ? value : value & ((1ul << (8 * size)) - 1);
        if (Doorbells is { } doorbells && doorbells.TryRing(offset, size, sent))
        {
            if (EventTrace.IsOn) TraceEvents.DeviceDoorbell.Write(device.Name, offset, sent);
            return true;
        }

        if (!device.Accepts(offset, size)) return false;
        if (EventTrace.IsOn) TraceEvents.DeviceWrite.Write(device.Name, offset, size, sent);
        if (IsSelfLocking) device.Write(offset, size, sent);
        else lock (device.SyncRoot) device.Write(offset, size, sent);
        return true;
    }

    private static ulong ReadLittleEndian(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        1 => bytes[0],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
    };

    private static void WriteLittleEndian(Span<byte> bytes, ulong value)
    {
        switch (bytes.Length)
        {
            case 1: bytes[0] = (byte)value; break;
            case 2: BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value); break;
            case 4: BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)value); break;
            default: BinaryPrimitives.WriteUInt64LittleEndian(bytes, value); break;
        }
    }
}
