using System.Buffers.Binary;
using Emu.Host;

namespace Emu.Core.Memory;

/// <summary>
/// Direct memory access: how devices read and write the guest's RAM by bus address. Only RAM answers; a range that
/// touches a device's registers, ROM or nothing at all is refused as a whole, so that no device can be made to call
/// another one, or itself. Any thread may call, without locks.
/// </summary>
/// <remarks>
/// Invariant of the unsafe code: RAM stays mapped and at its place until the address map is disposed, which happens
/// after all devices have stopped; each range is checked against its region's end before a pointer is formed.
/// </remarks>
public sealed unsafe class BusMemory
{
    private readonly AddressMap map;

    /// <param name="map">The machine's bus.</param>
    public BusMemory(AddressMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        this.map = map;
    }

    /// <summary>The observer that is told of what devices write, or null. Set before any CPU runs.</summary>
    public IStoreObserver? Observer { get; set; }

    /// <summary>Copies guest memory; false when not all of the range is RAM.</summary>
    public bool TryRead(ulong address, Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            byte* host = Resolve(address, (ulong)target.Length, out ulong length);
            if (host == null) return false;
            new ReadOnlySpan<byte>(host, (int)length).CopyTo(target);
            target = target[(int)length..];
            address += length;
        }

        return true;
    }

    /// <summary>Copies into guest memory and tells the observer; false when not all of the range is RAM, and then nothing
    /// is written.</summary>
    public bool TryWrite(ulong address, ReadOnlySpan<byte> source)
    {
        if (!IsRam(address, (ulong)source.Length)) return false;
        ulong next = address;
        for (ReadOnlySpan<byte> left = source; !left.IsEmpty;)
        {
            byte* host = Resolve(next, (ulong)left.Length, out ulong length);
            left[..(int)length].CopyTo(new Span<byte>(host, (int)length));
            left = left[(int)length..];
            next += length;
        }

        NotifyWritten(address, (ulong)source.Length);
        return true;
    }

    /// <summary>Reads a little-endian word at any alignment.</summary>
    public bool TryReadUInt16(ulong address, out ushort value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        bool isRead = TryRead(address, bytes);
        value = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        return isRead;
    }

    /// <inheritdoc cref="TryReadUInt16"/>
    public bool TryReadUInt32(ulong address, out uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        bool isRead = TryRead(address, bytes);
        value = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return isRead;
    }

    /// <inheritdoc cref="TryReadUInt16"/>
    public bool TryReadUInt64(ulong address, out ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        bool isRead = TryRead(address, bytes);
        value = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        return isRead;
    }

    /// <summary>Writes a little-endian word at any alignment.</summary>
    public bool TryWriteUInt16(ulong address, ushort value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        return TryWrite(address, bytes);
    }

    /// <inheritdoc cref="TryWriteUInt16"/>
    public bool TryWriteUInt32(ulong address, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return TryWrite(address, bytes);
    }

    /// <inheritdoc cref="TryWriteUInt16"/>
    public bool TryWriteUInt64(ulong address, ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return TryWrite(address, bytes);
    }

    /// <summary>Reads a ring index that lies at an even address; later reads of guest memory come after it.</summary>
    public bool TryReadUInt16Acquire(ulong address, out ushort value)
    {
        byte* host = (address & 1) == 0 ? Resolve(address, sizeof(ushort), out _) : null;
        value = host == null ? (ushort)0 : LittleEndian(Volatile.Read(ref *(ushort*)host));
        return host != null;
    }

    /// <summary>Writes a ring index that lies at an even address; earlier writes to guest memory come before it.</summary>
    public bool TryWriteUInt16Release(ulong address, ushort value)
    {
        byte* host = (address & 1) == 0 ? Resolve(address, sizeof(ushort), out _) : null;
        if (host == null) return false;
        Volatile.Write(ref *(ushort*)host, LittleEndian(value));
        NotifyWritten(address, sizeof(ushort));
        return true;
    }

    /// <summary>
    /// Adds the host memory of a guest range to a list. False when not all of the range is RAM; the list is then as
    /// before. After the caller has written there, it calls <see cref="NotifyWritten"/>.
    /// </summary>
    /// <param name="address">Bus address of the first byte.</param>
    /// <param name="length">Bytes; 0 adds nothing.</param>
    /// <param name="segments">Takes the segments, which stay valid while the machine exists.</param>
    public bool TryMap(ulong address, uint length, IoSegmentList segments)
    {
        ArgumentNullException.ThrowIfNull(segments);
        if (length == 0) return true;
        byte* host = Resolve(address, length, out ulong there);
        if (host == null) return false;
        if (there == length)
        {
            segments.Add(new IoSegment((nint)host, (nint)length));
            return true;
        }

        if (!IsRam(address, length)) return false;
        for (ulong left = length; left != 0; left -= there, address += there)
            segments.Add(new IoSegment((nint)Resolve(address, left, out there), (nint)there));
        return true;
    }

    /// <summary>Says that a range of RAM has been written through what <see cref="TryMap"/> gave. Call it after the data
    /// and before the guest is told that they are there.</summary>
    public void NotifyWritten(ulong address, ulong length)
    {
        if (length != 0) Observer?.NotifyStored(new PhysicalAddress(address), length);
    }

    /// <summary>True when all bytes of a range are RAM.</summary>
    public bool IsRam(ulong address, ulong length)
    {
        while (length != 0)
        {
            if (Resolve(address, length, out ulong there) == null) return false;
            length -= there;
            address += there;
        }

        return true;
    }

    private static ushort LittleEndian(ushort value) =>
        BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);

    /// <summary>The host address of a byte of RAM, and how many of the wanted bytes follow it in the same region; null when
    /// the byte is not RAM or the range passes the end of the address space.</summary>
    private byte* Resolve(ulong address, ulong wanted, out ulong length)
    {
        length = 0;
        PhysicalAddress start = new(address);
        if (address + (wanted - 1) < address) return null;
        if (map.Find(start) is not { IsRam: true } region) return null;
        ulong offset = start - region.Start;
        length = Math.Min(wanted, region.Size - offset);
        return region.Backing + offset;
    }
}
