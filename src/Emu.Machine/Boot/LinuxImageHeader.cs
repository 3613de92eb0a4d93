using System.Buffers.Binary;

namespace Emu.Machine.Boot;

/// <summary>The 64 bytes with which a RISC-V Linux <c>Image</c> begins (Linux,
/// Documentation/arch/riscv/boot-image-header).</summary>
public readonly record struct LinuxImageHeader
{
    /// <summary>Bytes in the header.</summary>
    public const int Size = 64;

    private const int MagicOffset = 56;
    private const uint Magic = 0x05435352; // "RSC", 5
    private const uint EfiMagic = 0x5a4d; // "MZ"

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
            FileSize = EfiFileSize(start),
        };
        return true;
    }

    /// <summary>True for Linux's self-extracting EFI format
    /// (<c>drivers/firmware/efi/libstub/zboot-header.S</c>).</summary>
    public static bool IsEfiZboot(ReadOnlySpan<byte> start) =>
        start.Length >= 8 && BinaryPrimitives.ReadUInt16LittleEndian(start) == EfiMagic
            && start[4..8].SequenceEqual("zimg"u8);

    /// <summary>The end of the last section in a PE header's section table (PE format, "Section Table").</summary>
    private static ulong EfiFileSize(ReadOnlySpan<byte> start)
    {
        const int peHeaderOffset = 60, coffSize = 24, sectionSize = 40;
        if (BinaryPrimitives.ReadUInt16LittleEndian(start) != EfiMagic) return 0;
        uint at = BinaryPrimitives.ReadUInt32LittleEndian(start[peHeaderOffset..]);
        if (at > (uint)(start.Length - coffSize) || !start.Slice((int)at, 4).SequenceEqual("PE\0\0"u8)) return 0;
        int count = BinaryPrimitives.ReadUInt16LittleEndian(start[((int)at + 6)..]);
        int table = (int)at + coffSize + BinaryPrimitives.ReadUInt16LittleEndian(start[((int)at + 20)..]);
        ulong end = 0;
        for (int i = 0; i < count && table + sectionSize <= start.Length; i++, table += sectionSize)
        {
            uint size = BinaryPrimitives.ReadUInt32LittleEndian(start[(table + 16)..]);
            uint offset = BinaryPrimitives.ReadUInt32LittleEndian(start[(table + 20)..]);
            end = Math.Max(end, (ulong)offset + size);
        }

        return end;
    }
}
