using System.Buffers.Binary;

namespace Emu.Net.User;

/// <summary>A TCP header that has been read once and checked against the packet's length (RFC 9293 3.1).</summary>
internal readonly struct TcpHeader
{
    public const int Length = 20, ChecksumAt = 16;

    public const byte Fin = 1, Syn = 2, Rst = 4, Psh = 8, Ack = 16;

    private const byte EndOfOptions = 0, NoOperation = 1, SegmentSizeOption = 2, ScaleOption = 3, MostScale = 14;

    public ushort SourcePort { get; private init; }

    public ushort DestinationPort { get; private init; }

    public uint Sequence { get; private init; }

    public uint Acknowledged { get; private init; }

    public byte Flags { get; private init; }

    public ushort Window { get; private init; }

    /// <summary>Bytes of the header with its options.</summary>
    public int HeaderLength { get; private init; }

    /// <summary>The largest segment that the sender takes; 0 when it does not say.</summary>
    public ushort SegmentSize { get; private init; }

    /// <summary>By how many bits the sender's windows are shifted; negative when it does not shift.</summary>
    public sbyte Scale { get; private init; }

    public bool Has(byte flag) => (Flags & flag) != 0;

    public static bool TryRead(in IpPacket packet, out TcpHeader header)
    {
        header = default;
        ReadOnlySpan<byte> bytes = packet.Head;
        if (bytes.Length < Length) return false;
        int headerLength = (bytes[12] >> 4) * 4;
        if (headerLength < Length || headerLength > bytes.Length) return false;
        byte flags = bytes[13];
        ushort segmentSize = 0;
        sbyte scale = -1;
        if ((flags & Syn) != 0) ReadOptions(bytes[Length..headerLength], out segmentSize, out scale);
        header = new TcpHeader
        {
            SourcePort = BinaryPrimitives.ReadUInt16BigEndian(bytes),
            DestinationPort = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            Sequence = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]),
            Acknowledged = BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]),
            Flags = flags,
            Window = BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]),
            HeaderLength = headerLength,
            SegmentSize = segmentSize,
            Scale = scale,
        };
        return true;
    }

    /// <summary>Writes a header; a SYN carries options. Returns its length.</summary>
    public static int Write(
        Span<byte> bytes, in ConnectionKey key, uint sequence, uint acknowledged, byte flags, ushort window,
        ushort segmentSize, sbyte scale)
    {
        bool isSyn = (flags & Syn) != 0;
        int length = Length + (!isSyn ? 0 : scale >= 0 ? 8 : 4);
        BinaryPrimitives.WriteUInt16BigEndian(bytes, key.Remote.Port);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], key.Guest.Port);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], acknowledged);
        bytes[12] = (byte)(length / 4 << 4);
        bytes[13] = flags;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[14..], window);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[16..], 0);
        if (!isSyn) return length;
        bytes[20] = SegmentSizeOption;
        bytes[21] = 4;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[22..], segmentSize);
        if (scale < 0) return length;
        bytes[24] = NoOperation;
        bytes[25] = ScaleOption;
        bytes[26] = 3;
        bytes[27] = (byte)scale;
        return length;
    }

    private static void ReadOptions(ReadOnlySpan<byte> options, out ushort segmentSize, out sbyte scale)
    {
        segmentSize = 0;
        scale = -1;
        while (options.Length > 0 && options[0] != EndOfOptions)
        {
            if (options[0] == NoOperation)
            {
                options = options[1..];
                continue;
            }

            if (options.Length < 2 || options[1] < 2 || options[1] > options.Length) return;
            if (options[0] == SegmentSizeOption && options[1] == 4)
                segmentSize = BinaryPrimitives.ReadUInt16BigEndian(options[2..]);
            else if (options[0] == ScaleOption && options[1] == 3) scale = (sbyte)Math.Min(options[2], MostScale);
            options = options[options[1]..];
        }
    }
}
