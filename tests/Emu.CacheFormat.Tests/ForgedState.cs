using System.Buffers.Binary;
using System.IO.Hashing;
using Emu.CacheFormat.SavedState;

namespace Emu.CacheFormat.Tests;

/// <summary>Gives saved machines that were changed the checksums of what they say now, by the offsets of the specification.</summary>
internal static class ForgedState
{
    public static void Seal(byte[] file, int description, int extents)
    {
        ReadOnlySpan<byte> described = file.AsSpan(StateLayout.HeaderLength, description);
        ReadOnlySpan<byte> table = file.AsSpan(StateLayout.HeaderLength + description, extents * StateLayout.ExtentLength);
        BinaryPrimitives.WriteUInt128LittleEndian(file.AsSpan(48), XxHash128.HashToUInt128(described));
        BinaryPrimitives.WriteUInt128LittleEndian(file.AsSpan(64), XxHash128.HashToUInt128(table));
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(120), XxHash3.HashToUInt64(file.AsSpan(0, 120)));
    }
}
