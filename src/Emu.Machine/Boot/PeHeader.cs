using System.Buffers.Binary;

namespace Emu.Machine.Boot;

/// <summary>The PE header that Linux kernels have for EFI (PE format, "COFF File Header").</summary>
public static class PeHeader
{
    private const uint Magic = 0x5a4d; // "MZ"

    /// <summary>True for Linux's self-extracting EFI format
    /// (<c>drivers/firmware/efi/libstub/zboot-header.S</c>).</summary>
    /// <param name="start">The file's first bytes.</param>
    public static bool IsEfiZboot(ReadOnlySpan<byte> start) =>
        start.Length >= 8 && BinaryPrimitives.ReadUInt16LittleEndian(start) == Magic
            && start[4..8].SequenceEqual("zimg"u8);

    /// <summary>Bytes that the file must have: the end of the last section in its section table (PE format, "Section
    /// Table"); 0 when there is none.</summary>
    /// <param name="start">The file's first bytes, at least 64.</param>
    public static ulong FileSize(ReadOnlySpan<byte> start)
    {
        const int peHeaderOffset = 60, coffSize = 24, sectionSize = 40;
        if (BinaryPrimitives.ReadUInt16LittleEndian(start) != Magic) return 0;
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
