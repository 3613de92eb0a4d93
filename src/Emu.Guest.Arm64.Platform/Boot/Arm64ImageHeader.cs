using System.Buffers.Binary;
using Emu.Machine.Boot;

namespace Emu.Guest.Arm64.Boot;

/// <summary>The 64 bytes with which an arm64 Linux <c>Image</c> begins (Linux, Documentation/arch/arm64/booting.rst).</summary>
public readonly record struct Arm64ImageHeader
{
    /// <summary>Bytes in the header.</summary>
    public const int Size = 64;

    private const int MagicOffset = 56;
    private const uint Magic = 0x644d_5241; // "ARM", "d"

    /// <summary>Where in an aligned 2 MiB the kernel wants to lie.</summary>
    public required ulong TextOffset { get; init; }

    /// <summary>Bytes that the kernel takes from its load address on, zero data included; 0 in very old kernels.</summary>
    public required ulong ImageSize { get; init; }

    /// <summary>The kernel runs with big-endian data.</summary>
    public required bool IsBigEndian { get; init; }

    /// <summary>Bytes that the file must have, as its PE section table says; 0 when there is none.</summary>
    public required ulong FileSize { get; init; }

    /// <summary>Recognizes a header in a file's first bytes; false when they are no arm64 Image.</summary>
    /// <param name="start">The first bytes; more than <see cref="Size"/> for the PE header behind to be read.</param>
    /// <param name="header">The header.</param>
    public static bool TryParse(ReadOnlySpan<byte> start, out Arm64ImageHeader header)
    {
        header = default;
        if (start.Length < Size || BinaryPrimitives.ReadUInt32LittleEndian(start[MagicOffset..]) != Magic) return false;
        ulong size = BinaryPrimitives.ReadUInt64LittleEndian(start[16..]);
        header = new Arm64ImageHeader()
        {
            // Kernels before 3.17 have no sizes, and an offset whose byte order is not known.
            TextOffset = size == 0 ? 0x8_0000 : BinaryPrimitives.ReadUInt64LittleEndian(start[8..]),
            ImageSize = size,
            IsBigEndian = (start[24] & 1) != 0,
            FileSize = PeHeader.FileSize(start),
        };
        return true;
    }
}
