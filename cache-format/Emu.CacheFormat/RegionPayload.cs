using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Emu.CacheFormat;

/// <summary>Content of a <see cref="RecordKind.Region"/>: host code, and what it was made from.</summary>
public sealed record RegionPayload
{
    private const int GuestInstructionsAt = 8, CodeLengthAt = 12, LevelAt = 16, EntryCountAt = 18;
    private const int EntryBytes = sizeof(ushort) + sizeof(int);
    private const int BlockCountAt = 20, OriginAt = 22, BlocksAt = 24;

    /// <summary>Page offsets at which it may be entered, ascending; at least one.</summary>
    public required ushort[] Entries { get; init; }

    /// <summary>For each of <see cref="Entries"/> the offset in <see cref="Code"/> at which it begins; none given is
    /// the same as all 0.</summary>
    public int[] EntryOffsets { get; init; } = [];

    /// <summary>A bit for each 64-byte line of the page from which instructions were decoded.</summary>
    public required ulong Lines { get; init; }

    /// <summary>Guest instructions in it.</summary>
    public required int GuestInstructions { get; init; }

    /// <summary>Optimisation level.</summary>
    public required ushort Level { get; init; }

    /// <summary>The offset that a translation was asked for.</summary>
    public ushort Origin { get; init; }

    /// <summary>The blocks that were known then, ascending by offset: with them the code can be made again. None when
    /// nobody kept them.</summary>
    public IReadOnlyList<BlockCount> Blocks { get; init; } = [];

    /// <summary>Host code, at least one byte.</summary>
    public required ReadOnlyMemory<byte> Code { get; init; }

    /// <summary>Position of the code in the payload; a multiple of <see cref="CacheLayout.Alignment"/>.</summary>
    public int CodeOffset => CodeOffsetFor(Entries.Length, Blocks.Count);

    /// <summary>The payload's bytes; the code is their end.</summary>
    public byte[] Encode()
    {
        byte[] bytes = new byte[CodeOffset + Code.Length];
        Span<byte> to = bytes;
        BinaryPrimitives.WriteUInt64LittleEndian(to, Lines);
        BinaryPrimitives.WriteInt32LittleEndian(to[GuestInstructionsAt..], GuestInstructions);
        BinaryPrimitives.WriteInt32LittleEndian(to[CodeLengthAt..], Code.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(to[LevelAt..], Level);
        BinaryPrimitives.WriteUInt16LittleEndian(to[EntryCountAt..], checked((ushort)Entries.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(to[BlockCountAt..], checked((ushort)Blocks.Count));
        BinaryPrimitives.WriteUInt16LittleEndian(to[OriginAt..], Origin);
        ProfilePayload.Encode(Blocks).CopyTo(to[BlocksAt..]);
        Span<byte> entries = to[(BlocksAt + (Blocks.Count * sizeof(ulong)))..];
        for (int i = 0; i < Entries.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(entries[(i * sizeof(ushort))..], Entries[i]);
        Span<byte> offsets = entries[(Entries.Length * sizeof(ushort))..];
        for (int i = 0; i < EntryOffsets.Length; i++)
            BinaryPrimitives.WriteInt32LittleEndian(offsets[(i * sizeof(int))..], EntryOffsets[i]);
        Code.Span.CopyTo(to[CodeOffset..]);
        return bytes;
    }

    /// <summary>Decodes a payload; false when it breaks a rule of the format.</summary>
    public static bool TryDecode(ReadOnlyMemory<byte> payload, [NotNullWhen(true)] out RegionPayload? region)
    {
        region = null;
        ReadOnlySpan<byte> from = payload.Span;
        if (from.Length < BlocksAt) return false;
        int entryCount = BinaryPrimitives.ReadUInt16LittleEndian(from[EntryCountAt..]);
        int blockCount = BinaryPrimitives.ReadUInt16LittleEndian(from[BlockCountAt..]);
        int codeOffset = CodeOffsetFor(entryCount, blockCount);
        int codeLength = BinaryPrimitives.ReadInt32LittleEndian(from[CodeLengthAt..]);
        if (codeLength <= 0 || from.Length - codeOffset != codeLength) return false;
        int entriesAt = BlocksAt + (blockCount * sizeof(ulong));
        if (ProfilePayload.Decode(from[BlocksAt..entriesAt]) is not { } blocks
            || ReadEntries(from.Slice(entriesAt, entryCount * sizeof(ushort))) is not { } entries
            || ReadOffsets(from[(entriesAt + (entryCount * sizeof(ushort)))..], entryCount, codeLength) is not
            { } entryOffsets)
            return false;
        region = new RegionPayload
        {
            Entries = entries,
            EntryOffsets = entryOffsets,
            Lines = BinaryPrimitives.ReadUInt64LittleEndian(from),
            GuestInstructions = BinaryPrimitives.ReadInt32LittleEndian(from[GuestInstructionsAt..]),
            Level = BinaryPrimitives.ReadUInt16LittleEndian(from[LevelAt..]),
            Origin = BinaryPrimitives.ReadUInt16LittleEndian(from[OriginAt..]),
            Blocks = blocks,
            Code = payload[codeOffset..],
        };
        return true;
    }

    private static int CodeOffsetFor(int entries, int blocks) =>
        (int)CacheLayout.Align(BlocksAt + ((long)blocks * sizeof(ulong)) + ((long)entries * EntryBytes));

    private static ushort[]? ReadEntries(ReadOnlySpan<byte> from)
    {
        ushort[] entries = new ushort[from.Length / sizeof(ushort)];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = BinaryPrimitives.ReadUInt16LittleEndian(from[(i * sizeof(ushort))..]);
            if (entries[i] >= CacheLayout.PageSize || (i > 0 && entries[i] <= entries[i - 1])) return null;
        }

        return entries.Length == 0 ? null : entries;
    }

    private static int[]? ReadOffsets(ReadOnlySpan<byte> from, int count, int codeLength)
    {
        int[] offsets = new int[count];
        for (int i = 0; i < count; i++)
        {
            offsets[i] = BinaryPrimitives.ReadInt32LittleEndian(from[(i * sizeof(int))..]);
            if ((uint)offsets[i] >= codeLength) return null;
        }

        return offsets;
    }
}
