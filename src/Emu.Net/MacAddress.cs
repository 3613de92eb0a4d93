using System.Buffers.Binary;
using System.Globalization;

namespace Emu.Net;

/// <summary>An Ethernet address as a value.</summary>
/// <param name="Value">48 bits, the first byte in the high ones.</param>
public readonly record struct MacAddress(ulong Value)
{
    /// <summary>Bytes of an address.</summary>
    public const int Length = 6;

    /// <summary>The address of everybody.</summary>
    public static MacAddress Broadcast => new(0xffff_ffff_ffff);

    /// <summary>The address means several receivers.</summary>
    public bool IsMulticast => (Value >> 40 & 1) != 0;

    /// <summary>Reads six bytes.</summary>
    public static MacAddress Read(ReadOnlySpan<byte> bytes) =>
        new((ulong)BinaryPrimitives.ReadUInt32BigEndian(bytes) << 16 | BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]));

    /// <summary>Writes six bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)(Value >> 16));
        BinaryPrimitives.WriteUInt16BigEndian(bytes[4..], (ushort)Value);
    }

    /// <summary>Reads six hexadecimal bytes with colons or hyphens between.</summary>
    public static bool TryParse(string? text, out MacAddress address)
    {
        address = default;
        string[] parts = (text ?? "").Split(':', '-');
        if (parts.Length != Length) return false;
        ulong value = 0;
        foreach (string part in parts)
        {
            if (part.Length is 0 or > 2
                || !byte.TryParse(part, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte one))
                return false;
            value = value << 8 | one;
        }

        address = new(value);
        return true;
    }

    /// <summary>As <c>52:54:00:12:34:56</c>.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        Write(bytes);
        return string.Join(':', Convert.ToHexStringLower(bytes).Chunk(2).Select(pair => new string(pair)));
    }
}
