using System.Buffers.Binary;

namespace Emu.CacheFormat;

/// <summary>Content of a <see cref="RecordKind.Profile"/>: the blocks of a page that ran, and how often.</summary>
public static class ProfilePayload
{
    /// <summary>The highest count that a file can hold.</summary>
    public const ulong MaximumExecutions = (1ul << 48) - 1;

    private const int CountShift = 16;

    /// <summary>Encodes counts, which are ascending by offset.</summary>
    public static byte[] Encode(IReadOnlyList<BlockCount> blocks)
    {
        byte[] bytes = new byte[blocks.Count * sizeof(ulong)];
        for (int i = 0; i < blocks.Count; i++)
        {
            ulong word = (Math.Min(blocks[i].Executions, MaximumExecutions) << CountShift) | blocks[i].Offset;
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong)), word);
        }

        return bytes;
    }

    /// <summary>The counts; null when the payload breaks a rule of the format.</summary>
    public static BlockCount[]? Decode(ReadOnlySpan<byte> payload)
    {
        if (payload.Length % sizeof(ulong) != 0) return null;
        BlockCount[] blocks = new BlockCount[payload.Length / sizeof(ulong)];
        for (int i = 0; i < blocks.Length; i++)
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(payload[(i * sizeof(ulong))..]);
            blocks[i] = new BlockCount((ushort)word, word >> CountShift);
            if (blocks[i].Offset >= CacheLayout.PageSize || (i > 0 && blocks[i].Offset <= blocks[i - 1].Offset))
                return null;
        }

        return blocks;
    }
}
