using System.Buffers.Binary;
using System.Net;

namespace Emu.Host;

/// <summary>An IPv4 or IPv6 address as a value; an IPv4 address is held as IPv6's mapped one, <c>::ffff:a.b.c.d</c>.</summary>
/// <param name="High">The first eight bytes, the first of them in the high bits.</param>
/// <param name="Low">The last eight bytes.</param>
public readonly record struct InternetAddress(ulong High, ulong Low)
{
    private const ulong MappedPrefix = 0xffff_0000_0000;

    /// <summary>An IPv4 address by its 32 bits, the first byte in the high bits.</summary>
    public static InternetAddress FromV4(uint value) => new(0, MappedPrefix | value);

    /// <summary>The IPv6 loopback address, <c>::1</c>.</summary>
    public static InternetAddress LoopbackV6 => new(0, 1);

    /// <summary>The address is an IPv4 address.</summary>
    public bool IsV4 => High == 0 && Low >> 32 == 0xffff;

    /// <summary>The 32 bits of an IPv4 address.</summary>
    public uint V4 => (uint)Low;

    /// <summary>The address is one of the host's loopback addresses: 127.0.0.0/8 or <c>::1</c>.</summary>
    public bool IsLoopback => IsV4 ? V4 >> 24 == 127 : this == LoopbackV6;

    /// <summary>The address means "any": 0.0.0.0 or <c>::</c>.</summary>
    public bool IsAny => IsV4 ? V4 == 0 : (High | Low) == 0;

    /// <summary>The address means several receivers: 224.0.0.0/4, 255.255.255.255 or ff00::/8.</summary>
    public bool IsMulticast => IsV4 ? V4 >> 28 == 14 || V4 == uint.MaxValue : High >> 56 == 0xff;

    /// <summary>The address is valid on one link only, fe80::/10.</summary>
    public bool IsLinkLocalV6 => !IsV4 && High >> 54 == 0x3fa;

    /// <summary>Reads 16 bytes as they stand in an IPv6 header.</summary>
    public static InternetAddress ReadV6(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    /// <summary>Writes 16 bytes as they stand in an IPv6 header.</summary>
    public void WriteV6(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Low);
    }

    /// <summary>Reads an address in its textual form; IPv4 has four decimal parts.</summary>
    public static bool TryParse(string text, out InternetAddress address)
    {
        ArgumentNullException.ThrowIfNull(text);
        address = default;
        bool isV6 = text.Contains(':', StringComparison.Ordinal);
        if (!isV6 && text.Count('.') != 3) return false;
        if (!IPAddress.TryParse(text, out IPAddress? parsed)) return false;
        Span<byte> bytes = stackalloc byte[16];
        if (!parsed.TryWriteBytes(bytes, out int length)) return false;
        address = length == 4 ? FromV4(BinaryPrimitives.ReadUInt32BigEndian(bytes)) : ReadV6(bytes);
        return true;
    }

    /// <summary>The textual form.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        WriteV6(bytes);
        return new IPAddress(IsV4 ? bytes[12..] : bytes).ToString();
    }
}
