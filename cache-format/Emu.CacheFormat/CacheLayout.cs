using System.Buffers.Binary;

namespace Emu.CacheFormat;

/// <summary>The fixed numbers of the file format, and how its values are encoded; README.md is the
/// specification.</summary>
public static class CacheLayout
{
    /// <summary>The version that this library writes, and the only one that it reads.</summary>
    public const uint Version = 3;

    /// <summary>Bytes of the file header, in every version.</summary>
    public const int HeaderLength = 128;

    /// <summary>Records begin at multiples of this, and so does code.</summary>
    public const int Alignment = 64;

    /// <summary>Bytes of a record header.</summary>
    public const int RecordHeaderLength = 64;

    /// <summary>Bytes of a guest page.</summary>
    public const int PageSize = 4096;

    /// <summary>Position of the copy of the header's first bytes, in a page of its own.</summary>
    public const int HeaderCopyOffset = 4096;

    /// <summary>Bytes of the header that are copied: all that never change.</summary>
    public const int HeaderCopyLength = 64;

    /// <summary>Where the first record is.</summary>
    public const int FirstRecord = HeaderCopyOffset + HeaderCopyLength;

    /// <summary>No file is longer.</summary>
    public const long MaximumLength = 1L << 32;

    /// <summary>Position of the two words that publish records.</summary>
    public const int PublishedOffset = 64;

    /// <summary>Bytes of the two words that publish records.</summary>
    public const int PublishedBytes = 16;

    /// <summary>The byte that a writer locks while it appends.</summary>
    public const long AppendLock = 1;

    /// <summary>The byte on which everybody who has the file open holds a shared lock.</summary>
    public const long UseLock = 0;

    /// <summary>What a file begins with.</summary>
    public static ReadOnlySpan<byte> Magic => "EMUCODE\0"u8;

    /// <summary>What a record begins with.</summary>
    public static ReadOnlySpan<byte> RecordMagic => "EREC"u8;

    /// <summary>The next multiple of <see cref="Alignment"/>.</summary>
    public static long Align(long length) => (length + Alignment - 1) & -Alignment;

    internal static void WriteHash(Span<byte> to, UInt128 hash) => BinaryPrimitives.WriteUInt128LittleEndian(to, hash);

    internal static UInt128 ReadHash(ReadOnlySpan<byte> from) => BinaryPrimitives.ReadUInt128LittleEndian(from);
}
