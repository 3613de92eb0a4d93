using System.Buffers.Binary;
using Emu.Engine.Cache;
using Emu.Translate.Regions;

namespace Emu.Engine.Tests.Cache;

/// <summary>Pages of code are read from files that may come from anybody.</summary>
public sealed class ProgramPagesTests : IDisposable
{
    private const int PageSize = RegionSource.PageSize;

    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Pages_of_executable_segments_are_found_with_their_numbers()
    {
        byte[] file = Elf(pages: 4, (1, 5, PageSize + 8, (2 * PageSize) + 24), (1, 6, 3 * PageSize, PageSize));
        File.WriteAllBytes(path, file.AsSpan(0, (3 * PageSize) + 100));
        byte[] last = [.. file.AsSpan(3 * PageSize, 100), .. new byte[PageSize - 100]];
        byte[] first = file[PageSize..(2 * PageSize)];
        (int Number, UInt128 Hash, byte[] Page)[] found =
        [
            .. ProgramPages.Find(path, new HashSet<UInt128> { PageHash.Of(first), PageHash.Of(last), PageHash.Of(file.AsSpan(0, PageSize)) }),
        ];
        Assert.Equal([1, 3], found.Select(each => each.Number));
        Assert.Equal([PageHash.Of(first), PageHash.Of(last)], found.Select(each => each.Hash));
        Assert.Equal(first, found[0].Page);
        Assert.Equal(last, found[1].Page);
    }

    [Fact]
    public void A_page_that_is_there_twice_is_found_once()
    {
        byte[] file = Elf(pages: 3, (1, 5, PageSize, 2 * PageSize), (1, 5, PageSize, 2 * PageSize));
        file.AsSpan(PageSize, PageSize).CopyTo(file.AsSpan(2 * PageSize));
        File.WriteAllBytes(path, file);
        Assert.Equal(1, Assert.Single(ProgramPages.Find(path, new HashSet<UInt128> { PageHash.Of(file.AsSpan(PageSize, PageSize)) })).Number);
    }

    [Theory]
    [InlineData(0ul, 0ul)]
    [InlineData(ulong.MaxValue, 1ul)]
    [InlineData(1ul, ulong.MaxValue)]
    [InlineData(1ul << 63, 1ul << 63)]
    [InlineData(ulong.MaxValue - 4095, 4096ul)]
    [InlineData(1ul << 30, 1ul << 30)]
    [InlineData(4096ul, 1ul << 30)]
    public void Segments_anywhere_do_no_harm(ulong offset, ulong size)
    {
        foreach (ulong headers in (ulong[])[64, 63, 8192, 1ul << 40, ulong.MaxValue])
        {
            byte[] file = Elf(pages: 2, (1, 5, offset, size));
            BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(32), headers);
            File.WriteAllBytes(path, file);
            Assert.Empty(ProgramPages.Find(path, new HashSet<UInt128> { 1 }));
        }
    }

    [Fact]
    public void What_is_no_program_has_no_pages()
    {
        HashSet<UInt128> wanted = [PageHash.Of(new byte[PageSize])];
        Assert.Empty(ProgramPages.Find("/dev/zero", wanted));
        Assert.Empty(ProgramPages.Find(path + "-missing", wanted));
        Assert.Empty(ProgramPages.Find(Path.GetTempPath(), wanted));
        foreach (int length in (int[])[0, 3, 63, 64, PageSize])
        {
            File.WriteAllBytes(path, new byte[length]);
            Assert.Empty(ProgramPages.Find(path, wanted));
        }
    }

    private static byte[] Elf(int pages, params (uint Type, uint Flags, ulong Offset, ulong Size)[] segments)
    {
        byte[] file = new byte[pages * PageSize];
        new Random(1).NextBytes(file);
        file.AsSpan(0, 64).Clear();
        "\u007fELF"u8.CopyTo(file);
        file[4] = 2;
        file[5] = 1;
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(32), 64);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(54), 56);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(56), (ushort)segments.Length);
        int at = 64;
        foreach ((uint type, uint flags, ulong offset, ulong size) in segments)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), type);
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at + 4), flags);
            BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(at + 8), offset);
            BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(at + 32), size);
            at += 56;
        }

        return file;
    }
}
