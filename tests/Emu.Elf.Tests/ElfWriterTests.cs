using System.Text;

namespace Emu.Elf.Tests;

/// <summary>What is written can be read.</summary>
public sealed class ElfWriterTests
{
    private const ushort Machine = 183;

    [Fact]
    public void The_reader_finds_what_the_writer_wrote()
    {
        ElfWriter writer = new(new byte[4096], Machine, flags: 5);
        ElfSection dynamic = writer.Add(".dynamic", ElfSectionType.Dynamic, 8, section => section.Word64(0).Word64(0));
        ElfSection text = writer.Add(".text", ElfSectionType.Program, 16, section => section.Bytes("code"u8));
        writer.Finish([dynamic, text], dynamic);

        byte[] image = writer.Image;
        ElfHeader header = new(image);
        Assert.True(ElfHeader.IsElf(image) && header.Is64Bit && header.HasKnownVersion);
        Assert.Equal((Machine, ElfFileType.Shared, ElfByteOrder.LittleEndian), (header.Machine, header.Type, header.ByteOrder));
        Assert.Equal((2, ElfProgramHeader.Size), (header.ProgramHeaderCount, header.ProgramHeaderSize));
        ElfProgramHeader[] segments = ElfProgramHeader.ReadAll(
            image.AsSpan((int)header.ProgramHeaders, header.ProgramHeaderCount * header.ProgramHeaderSize));
        Assert.Equal([ElfSegmentType.Load, ElfSegmentType.Dynamic], segments.Select(segment => segment.Type));
        Assert.Equal(dynamic.Offset, segments[1].Offset);
        Assert.Equal(text.Offset + text.Size, segments[0].FileSize);
        Assert.Equal("code", Encoding.ASCII.GetString(image, (int)text.Offset, (int)text.Size));
        Assert.Equal(4, header.SectionHeaderCount);
    }
}
