using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Emu.Host;

namespace Emu.Net.User;

/// <summary>The checksum of IP, TCP, UDP and ICMP (RFC 1071): the ones' complement sum of 16-bit words.</summary>
internal struct InternetChecksum
{
    private ulong sum;
    private bool isOdd;

    /// <summary>Adds bytes, which continue those that were added before.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 0) return;
        if (isOdd)
        {
            sum += bytes[0];
            bytes = bytes[1..];
            isOdd = false;
        }

        sum = Combine(sum, SumWords(bytes));
        if ((bytes.Length & 1) == 0) return;
        sum += (ulong)bytes[^1] << 8;
        isOdd = true;
    }

    /// <summary>Adds the bytes of pieces.</summary>
    public void Add(ReadOnlySpan<IoSegment> segments)
    {
        foreach (IoSegment segment in segments) Add(HostSegments.Bytes(segment));
    }

    /// <summary>Adds what TCP, UDP and ICMPv6 count of the IP header (RFC 9293 3.1, RFC 8200 8.1).</summary>
    public void AddPseudoHeader(InternetAddress source, InternetAddress destination, byte protocol, int length)
    {
        Span<byte> bytes = stackalloc byte[40];
        if (source.IsV4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, source.V4);
            BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], destination.V4);
            bytes[8] = 0;
            bytes[9] = protocol;
            BinaryPrimitives.WriteUInt16BigEndian(bytes[10..], (ushort)length);
            Add(bytes[..12]);
            return;
        }

        source.WriteV6(bytes);
        destination.WriteV6(bytes[16..]);
        BinaryPrimitives.WriteInt32BigEndian(bytes[32..], length);
        BinaryPrimitives.WriteInt32BigEndian(bytes[36..], protocol);
        Add(bytes);
    }

    /// <summary>The sum itself, 16 bits wide.</summary>
    public readonly ushort Sum
    {
        get
        {
            ulong folded = sum;
            while (folded >> 16 != 0) folded = (folded & 0xffff) + (folded >> 16);
            return (ushort)folded;
        }
    }

    /// <summary>What stands in the header: the complement of the sum.</summary>
    public readonly ushort Value => (ushort)~Sum;

    private static ulong Combine(ulong left, ulong right)
    {
        ulong total = left + right;
        return total < left ? total + 1 : total;
    }

    /// <summary>Sums the whole 16-bit words in the host's byte order, which gives the same sum with its bytes swapped; the
    /// swap comes at the end.</summary>
    private static ulong SumWords(ReadOnlySpan<byte> bytes)
    {
        ulong total = 0;
        ref byte at = ref MemoryMarshal.GetReference(bytes);
        int length = bytes.Length & ~1, i = 0;
        if (Vector.IsHardwareAccelerated && length >= 4 * Vector<byte>.Count)
        {
            Vector<ulong> low = Vector<ulong>.Zero, high = Vector<ulong>.Zero;
            Vector<ulong> mask = new(uint.MaxValue);
            for (; i <= length - Vector<byte>.Count; i += Vector<byte>.Count)
            {
                Vector<ulong> words = Unsafe.ReadUnaligned<Vector<ulong>>(ref Unsafe.Add(ref at, i));
                low += words & mask;
                high += words >>> 32;
            }

            total = Vector.Sum(low) + Vector.Sum(high);
        }

        for (; i < length; i += 2) total += Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref at, i));
        while (total >> 16 != 0) total = (total & 0xffff) + (total >> 16);
        return BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness((ushort)total) : total;
    }
}
