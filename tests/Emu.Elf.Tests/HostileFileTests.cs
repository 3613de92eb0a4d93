using System.Buffers.Binary;
using CsCheck;

namespace Emu.Elf.Tests;

/// <summary>Files whose numbers say anything: nothing outside of them is read, and nothing large is made for them.</summary>
public sealed class HostileFileTests
{
    private const int SectionTable = 40, SectionSize = 58, SectionCount = 60;

    [Theory]
    [InlineData(0ul, 0ul, 0ul, true)]
    [InlineData(10ul, 0ul, 10ul, true)]
    [InlineData(4ul, 6ul, 10ul, true)]
    [InlineData(4ul, 7ul, 10ul, false)]
    [InlineData(11ul, 0ul, 10ul, false)]
    [InlineData(8ul, ulong.MaxValue, 10ul, false)]
    [InlineData(ulong.MaxValue, 2ul, 10ul, false)]
    public void A_range_is_in_a_file_only_when_all_of_it_is(ulong offset, ulong length, ulong size, bool isInFile) =>
        Assert.Equal(isInFile, ElfHeader.IsInFile(offset, length, size));

    [Fact]
    public void Symbols_of_any_file_are_found_or_not_without_a_read_beyond_its_end() =>
        Gen.Byte.Array[ElfHeader.Size, 512].Sample(bytes =>
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(SectionSize), ElfSectionHeader.Size);
            bytes[SectionTable + 1] &= 1;
            bytes.AsSpan(SectionTable + 2, 6).Clear();
            BytesFile file = new(bytes);
            ElfSymbols symbols = new(file, new ElfHeader(bytes));
            if (!symbols.IsTooLarge) _ = symbols.Find("a");
            Assert.False(file.WasReadBeyondItsEnd);
        });

    [Fact]
    public void Section_headers_whose_place_overflows_are_not_read()
    {
        byte[] bytes = new byte[ElfHeader.Size];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(SectionTable), ulong.MaxValue - 32);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(SectionCount), ushort.MaxValue);
        BytesFile file = new(bytes);
        Assert.Null(ElfSectionHeader.Read(file, new ElfHeader(bytes), 0));
        Assert.Null(ElfSectionHeader.Read(file, new ElfHeader(bytes), 1));
        Assert.False(file.WasReadBeyondItsEnd);
    }

    private sealed class BytesFile(byte[] bytes) : IElfFile
    {
        public bool WasReadBeyondItsEnd { get; private set; }

        public ulong Size => (ulong)bytes.Length;

        public bool TryRead(Span<byte> buffer, ulong offset)
        {
            if (!ElfHeader.IsInFile(offset, (ulong)buffer.Length, Size))
            {
                WasReadBeyondItsEnd = true;
                return false;
            }

            bytes.AsSpan((int)offset, buffer.Length).CopyTo(buffer);
            return true;
        }
    }
}
