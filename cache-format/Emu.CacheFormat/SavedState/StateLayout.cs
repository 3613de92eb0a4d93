using System.Buffers.Binary;

namespace Emu.CacheFormat.SavedState;

/// <summary>The fixed numbers of a saved machine's file; <c>state.md</c> is the specification.</summary>
public static class StateLayout
{
    /// <summary>The version that this library writes, and the latest that it reads.</summary>
    public const uint Version = 1;

    /// <summary>How names of boot snapshots end.</summary>
    public const string Extension = ".emustate";

    /// <summary>Bytes of the header, in every version.</summary>
    public const int HeaderLength = 128;

    /// <summary>Bytes of an extent in the table.</summary>
    public const int ExtentLength = 32;

    /// <summary>Bytes of a page: memory is kept in whole ones, at multiples of this in the file.</summary>
    public const int PageSize = 4096;

    /// <summary>Most pages of an extent, which has one checksum.</summary>
    public const int MostPages = 1024;

    /// <summary>Most bytes of the description.</summary>
    public const int LongestDescription = 64 << 20;

    /// <summary>Most extents.</summary>
    public const int MostExtents = 1 << 22;

    internal const int VersionAt = 8, LengthAt = 12, DescriptionLengthAt = 16, ExtentCountAt = 24, MemoryAt = 32, FileLengthAt = 40;
    internal const int DescriptionHashAt = 48, TableHashAt = 64, CheckAt = 120;

    /// <summary>What a file begins with.</summary>
    public static ReadOnlySpan<byte> Magic => "EMUSTATE"u8;

    /// <summary>The first multiple of <see cref="PageSize"/> that is not below a position.</summary>
    internal static long Align(long position) => (position + PageSize - 1) & -PageSize;

    internal static ulong Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
}
