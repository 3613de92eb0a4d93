using System.Buffers.Binary;

namespace Emu.Net.User;

/// <summary>A UDP header (RFC 768).</summary>
internal static class UdpHeader
{
    public const int Length = 8, ChecksumAt = 6;

    public static void Write(Span<byte> bytes, ushort source, ushort destination, int payloadLength)
    {
        BinaryPrimitives.WriteUInt16BigEndian(bytes, source);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], destination);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[4..], (ushort)(payloadLength + Length));
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], 0);
    }
}
