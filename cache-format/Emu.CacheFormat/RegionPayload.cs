using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Emu.CacheFormat;

/// <summary>Content of a <see cref="RecordKind.Region"/>: host code, and what it was made from.</summary>
/// <param name="Entries">Page offsets at which it may be entered, ascending.</param>
/// <param name="Lines">A bit for each 64-byte line of the page from which instructions were decoded.</param>
/// <param name="GuestInstructions">Guest instructions in it.</param>
/// <param name="Level">Optimisation level.</param>
/// <param name="CodeOffset">Position of the code in the payload; a multiple of
/// <see cref="CacheLayout.Alignment"/>.</param>
/// <param name="CodeLength">Bytes of code.</param>
public sealed record RegionPayload(
    ushort[] Entries, ulong Lines, int GuestInstructions, ushort Level, int CodeOffset, int CodeLength)
{
    private const int GuestInstructionsAt = 8, CodeLengthAt = 12, LevelAt = 16, CountAt = 18, EntriesAt = 20;

    /// <summary>Encodes a region; its code is the rest of the payload from where
    /// <see cref="CodeOffsetFor"/> says.</summary>
    public static byte[] Encode(
        ReadOnlySpan<ushort> entries, ulong lines, int guestInstructions, ushort level, ReadOnlySpan<byte> code)
    {
        int codeOffset = CodeOffsetFor(entries.Length);
        byte[] bytes = new byte[codeOffset + code.Length];
        Span<byte> to = bytes;
        BinaryPrimitives.WriteUInt64LittleEndian(to, lines);
        BinaryPrimitives.WriteInt32LittleEndian(to[GuestInstructionsAt..], guestInstructions);
        BinaryPrimitives.WriteInt32LittleEndian(to[CodeLengthAt..], code.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(to[LevelAt..], level);
        BinaryPrimitives.WriteUInt16LittleEndian(to[CountAt..], checked((ushort)entries.Length));
        for (int i = 0; i < entries.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(to[(EntriesAt + (i * sizeof(ushort)))..], entries[i]);
        code.CopyTo(to[codeOffset..]);
        return bytes;
    }

    /// <summary>Decodes a payload; false when it breaks a rule of the format.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> payload, [NotNullWhen(true)] out RegionPayload? region)
    {
        region = null;
        if (payload.Length < EntriesAt) return false;
        int count = BinaryPrimitives.ReadUInt16LittleEndian(payload[CountAt..]);
        int codeOffset = CodeOffsetFor(count);
        int codeLength = BinaryPrimitives.ReadInt32LittleEndian(payload[CodeLengthAt..]);
        if (count == 0 || codeLength <= 0 || payload.Length - codeOffset != codeLength) return false;
        ushort[] entries = new ushort[count];
        for (int i = 0; i < count; i++)
        {
            entries[i] = BinaryPrimitives.ReadUInt16LittleEndian(payload[(EntriesAt + (i * sizeof(ushort)))..]);
            if (entries[i] >= CacheLayout.PageSize || (i > 0 && entries[i] <= entries[i - 1])) return false;
        }

        region = new RegionPayload(
            entries, BinaryPrimitives.ReadUInt64LittleEndian(payload),
            BinaryPrimitives.ReadInt32LittleEndian(payload[GuestInstructionsAt..]),
            BinaryPrimitives.ReadUInt16LittleEndian(payload[LevelAt..]), codeOffset, codeLength);
        return true;
    }

    /// <summary>Where the code of a region with so many entries begins in its payload.</summary>
    public static int CodeOffsetFor(int entries) => (int)CacheLayout.Align(EntriesAt + ((long)entries * sizeof(ushort)));
}
