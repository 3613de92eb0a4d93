using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Emu.CacheFormat;

/// <summary>Content of a <see cref="RecordKind.Region"/>: host code, and the guest bytes that it was made from.</summary>
public sealed record RegionPayload
{
    private const int GuestInstructionsAt = 8, CodeLengthAt = 12, LevelAt = 16, NeighbourCountAt = 17, EntryCountAt = 18;
    private const int EntryBytes = sizeof(ushort) + sizeof(int);
    private const int BlockCountAt = 20, OriginAt = 22, CodeModeAt = 24, ZeroAt = 26, BlocksAt = 32;

    /// <summary>Page offsets at which it may be entered, ascending; at least one.</summary>
    public required ushort[] Entries { get; init; }

    /// <summary>For each of <see cref="Entries"/> the offset in <see cref="Code"/> at which it begins; none given is
    /// the same as all 0.</summary>
    public int[] EntryOffsets { get; init; } = [];

    /// <summary>What instructions were decoded from: the code is valid for these bytes only. Those of the entries are among
    /// them.</summary>
    public required GuestLines Source { get; init; }

    /// <summary>The modes of the guest's processor that the code was made for; 0 for a guest that has none.</summary>
    public ushort CodeMode { get; init; }

    /// <summary>Guest instructions in it.</summary>
    public required int GuestInstructions { get; init; }

    /// <summary>Optimisation level.</summary>
    public required byte Level { get; init; }

    /// <summary>The offset that a translation was asked for.</summary>
    public ushort Origin { get; init; }

    /// <summary>The blocks that were known then, ascending by offset: with them the code can be made again. None when
    /// nobody kept them, and in baseline code, of which the entries are the blocks.</summary>
    public IReadOnlyList<BlockCount> Blocks { get; init; } = [];

    /// <summary>Other pages that instructions were decoded from, ascending by distance, at most
    /// 255: the code is valid where they are there too.</summary>
    public IReadOnlyList<NeighbourPayload> Neighbours { get; init; } = [];

    /// <summary>Host code, at least one byte.</summary>
    public required ReadOnlyMemory<byte> Code { get; init; }

    /// <summary>Position of the code in the payload; a multiple of <see cref="CacheLayout.Alignment"/>.</summary>
    public int CodeOffset => (int)CacheLayout.Align(SourceAt + Source.Encoded.Length + Neighbours.Sum(each => each.Length));

    private int SourceAt => BlocksAt + (Blocks.Count * sizeof(ulong)) + (Entries.Length * EntryBytes);

    /// <summary>The payload's bytes; the code is their end.</summary>
    public byte[] Encode()
    {
        byte[] bytes = new byte[CodeOffset + Code.Length];
        Span<byte> to = bytes;
        BinaryPrimitives.WriteUInt64LittleEndian(to, Source.Lines);
        BinaryPrimitives.WriteInt32LittleEndian(to[GuestInstructionsAt..], GuestInstructions);
        BinaryPrimitives.WriteInt32LittleEndian(to[CodeLengthAt..], Code.Length);
        to[LevelAt] = Level;
        to[NeighbourCountAt] = checked((byte)Neighbours.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(to[EntryCountAt..], checked((ushort)Entries.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(to[BlockCountAt..], checked((ushort)Blocks.Count));
        BinaryPrimitives.WriteUInt16LittleEndian(to[OriginAt..], Origin);
        BinaryPrimitives.WriteUInt16LittleEndian(to[CodeModeAt..], CodeMode);
        ProfilePayload.Encode(Blocks).CopyTo(to[BlocksAt..]);
        Span<byte> entries = to[(BlocksAt + (Blocks.Count * sizeof(ulong)))..];
        for (int i = 0; i < Entries.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(entries[(i * sizeof(ushort))..], Entries[i]);
        Span<byte> offsets = entries[(Entries.Length * sizeof(ushort))..];
        for (int i = 0; i < EntryOffsets.Length; i++)
            BinaryPrimitives.WriteInt32LittleEndian(offsets[(i * sizeof(int))..], EntryOffsets[i]);
        Source.Encoded.Span.CopyTo(to[SourceAt..]);
        Span<byte> neighbours = to[(SourceAt + Source.Encoded.Length)..];
        foreach (NeighbourPayload each in Neighbours)
        {
            each.Encode(neighbours);
            neighbours = neighbours[each.Length..];
        }

        Code.Span.CopyTo(to[CodeOffset..]);
        return bytes;
    }

    /// <summary>Decodes a payload; false when it breaks a rule of the format.</summary>
    public static bool TryDecode(ReadOnlyMemory<byte> payload, [NotNullWhen(true)] out RegionPayload? region)
    {
        region = null;
        ReadOnlySpan<byte> from = payload.Span;
        if (from.Length < BlocksAt || from[ZeroAt..BlocksAt].ContainsAnyExcept((byte)0)) return false;
        int entryCount = BinaryPrimitives.ReadUInt16LittleEndian(from[EntryCountAt..]);
        int blockCount = BinaryPrimitives.ReadUInt16LittleEndian(from[BlockCountAt..]);
        int codeLength = BinaryPrimitives.ReadInt32LittleEndian(from[CodeLengthAt..]);
        ulong lines = BinaryPrimitives.ReadUInt64LittleEndian(from);
        int entriesAt = BlocksAt + (blockCount * sizeof(ulong)), offsetsAt = entriesAt + (entryCount * sizeof(ushort));
        int sourceAt = entriesAt + (entryCount * EntryBytes);
        if (codeLength <= 0 || sourceAt > from.Length || !GuestLines.TryRead(payload[sourceAt..], lines, out GuestLines? source))
            return false;
        if (ProfilePayload.Decode(from[BlocksAt..entriesAt]) is not { } blocks
            || ReadEntries(from[entriesAt..offsetsAt], lines) is not { } entries
            || ReadOffsets(from[offsetsAt..sourceAt], codeLength) is not { } entryOffsets
            || ReadNeighbours(payload[(sourceAt + source.Encoded.Length)..], from[NeighbourCountAt]) is not { } neighbours)
            return false;
        region = new RegionPayload
        {
            Entries = entries,
            EntryOffsets = entryOffsets,
            Source = source,
            CodeMode = BinaryPrimitives.ReadUInt16LittleEndian(from[CodeModeAt..]),
            GuestInstructions = BinaryPrimitives.ReadInt32LittleEndian(from[GuestInstructionsAt..]),
            Level = from[LevelAt],
            Origin = BinaryPrimitives.ReadUInt16LittleEndian(from[OriginAt..]),
            Blocks = blocks,
            Neighbours = neighbours,
            Code = payload[^Math.Min(codeLength, payload.Length)..],
        };
        if (region.CodeOffset + (long)codeLength == payload.Length) return true;
        region = null;
        return false;
    }

    private static ushort[]? ReadEntries(ReadOnlySpan<byte> from, ulong lines)
    {
        ushort[] entries = new ushort[from.Length / sizeof(ushort)];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = BinaryPrimitives.ReadUInt16LittleEndian(from[(i * sizeof(ushort))..]);
            if (entries[i] >= CacheLayout.PageSize || (i > 0 && entries[i] <= entries[i - 1])) return null;
            if ((lines >> (entries[i] / GuestLines.LineSize) & 1) == 0) return null;
        }

        return entries.Length == 0 ? null : entries;
    }

    private static int[]? ReadOffsets(ReadOnlySpan<byte> from, int codeLength)
    {
        int[] offsets = new int[from.Length / sizeof(int)];
        for (int i = 0; i < offsets.Length; i++)
        {
            offsets[i] = BinaryPrimitives.ReadInt32LittleEndian(from[(i * sizeof(int))..]);
            if ((uint)offsets[i] >= codeLength) return null;
        }

        return offsets;
    }

    private static NeighbourPayload[]? ReadNeighbours(ReadOnlyMemory<byte> from, int count)
    {
        var neighbours = new NeighbourPayload[count];
        for (int i = 0; i < count; i++)
        {
            if (NeighbourPayload.Decode(from) is not { } neighbour
                || (i > 0 && neighbour.Distance <= neighbours[i - 1].Distance))
                return null;
            neighbours[i] = neighbour;
            from = from[neighbour.Length..];
        }

        return neighbours;
    }
}
