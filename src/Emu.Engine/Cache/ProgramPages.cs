using Emu.Elf;
using Emu.Host;
using Emu.Translate.Regions;
using Microsoft.Win32.SafeHandles;

namespace Emu.Engine.Cache;

/// <summary>Reads pages of code from a program or library, which is hostile.</summary>
internal static class ProgramPages
{
    // Bytes of the file that are looked through: as many as the largest browsers have.
    private const ulong MostBytes = 1ul << 30;

    /// <summary>The pages of a file's executable segments that have certain hashes, each once, with their numbers in the file.
    /// None when the file cannot be read, or is no 64-bit ELF file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="wanted">XXH3-128 of the pages.</param>
    public static IReadOnlyList<(int Number, UInt128 Hash, byte[] Page)> Find(string path, IReadOnlySet<UInt128> wanted)
    {
        List<(int Number, UInt128 Hash, byte[] Page)> found = [];
        using SafeFileHandle? file = HostFile.OpenForReading(path, out _);
        if (file is null || HostFile.StatusOf(file) is not { IsRegular: true }) return found;
        HashSet<UInt128> missing = [.. wanted];
        HashSet<int> seen = [];
        byte[] page = new byte[RegionSource.PageSize];
        foreach (ElfProgramHeader segment in CodeSegments(file))
        {
            ulong end = Math.Min(segment.Offset + segment.FileSize, MostBytes);
            for (ulong at = segment.Offset & ~(ulong)(RegionSource.PageSize - 1); at < end && missing.Count != 0; at += RegionSource.PageSize)
            {
                int number = (int)(at / RegionSource.PageSize);
                if (!seen.Add(number)) continue;
                int length = HostFile.Read(file, page, (long)at);
                if (length <= 0) break;
                // As the host maps it: what lies behind the file's end is zero.
                page.AsSpan(length).Clear();
                UInt128 hash = PageHash.Of(page);
                if (missing.Remove(hash)) found.Add((number, hash, [.. page]));
            }
        }

        return found;
    }

    private static IEnumerable<ElfProgramHeader> CodeSegments(SafeFileHandle file)
    {
        byte[] head = new byte[ElfHeader.Size];
        if (HostFile.Read(file, head, 0) != head.Length || !ElfHeader.IsElf(head)) return [];
        ElfHeader header = new(head);
        if (!header.Is64Bit || header.ByteOrder != ElfByteOrder.LittleEndian
            || header.ProgramHeaderSize != ElfProgramHeader.Size || header.ProgramHeaders > MostBytes)
            return [];
        byte[] table = new byte[header.ProgramHeaderCount * ElfProgramHeader.Size];
        if (HostFile.Read(file, table, (long)header.ProgramHeaders) != table.Length) return [];
        return ElfProgramHeader.ReadAll(table).Where(
            segment => segment.Type == ElfSegmentType.Load && segment.Flags.HasFlag(ElfSegmentFlags.Execute)
                && segment.Offset <= MostBytes && segment.FileSize <= MostBytes);
    }
}
