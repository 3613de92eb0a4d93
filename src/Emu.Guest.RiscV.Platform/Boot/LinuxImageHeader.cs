using System.Buffers.Binary;
using Emu.Machine.Boot;

namespace Emu.Guest.RiscV.Boot;

/// <summary>The 64 bytes with which a RISC-V Linux <c>Image</c> begins (Linux,
/// Documentation/arch/riscv/boot-image-header).</summary>
public readonly record struct LinuxImageHeader
{
    /// <summary>Bytes in the header.</summary>
    public const int Size = 64;

    private const int MagicOffset = 56;
    private const uint Magic = 0x05435352; // "RSC", 5

    /// <summary>Bytes that the kernel takes from its load address on, zero data included; 0 in very old
    /// kernels.</summary>
    public required ulong ImageSize { get; init; }

    /// <summary>The kernel runs with big-endian data.</summary>
    public required bool IsBigEndian { get; init; }

    /// <summary>Bytes that the file must have, as its PE section table says; 0 when there is none.</summary>
    public required ulong FileSize { get; init; }

    /// <summary>Recognizes a header in a file's first bytes; false when they are no RISC-V Image.</summary>
    /// <param name="start">The first bytes; more than <see cref="Size"/> for the PE header behind to be read.</param>
    /// <param name="header">The header.</param>
    public static bool TryParse(ReadOnlySpan<byte> start, out LinuxImageHeader header)
    {
        header = default;
        if (start.Length < Size || BinaryPrimitives.ReadUInt32LittleEndian(start[MagicOffset..]) != Magic) return false;
        header = new LinuxImageHeader()
        {
            ImageSize = BinaryPrimitives.ReadUInt64LittleEndian(start[16..]),
            IsBigEndian = (start[24] & 1) != 0,
            FileSize = PeHeader.FileSize(start),
        };
        return true;
    }
}
