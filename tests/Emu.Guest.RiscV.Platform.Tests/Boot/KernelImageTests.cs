using System.Buffers.Binary;
using System.IO.Compression;
using Emu.Core.Memory;
using Emu.Guest.RiscV.Boards;
using Emu.Machine.Boot;
using Emu.Testing.Machines;

namespace Emu.Guest.RiscV.Platform.Tests.Boot;

/// <summary>Linux images, compressed ones, and raw files.</summary>
public sealed class KernelImageTests
{
    private const ulong RamSize = 16 << 20;

    private static readonly PhysicalAddress Ram = new(0x8000_0000);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_image_is_loaded_as_it_stands_when_plain_and_unpacked_when_compressed(bool isCompressed)
    {
        byte[] kernel = Kernel(fileSize: 100_000, imageSize: 200_000);
        using AddressMap memory = Memory();
        using IBootImage image = Load(isCompressed ? Compress(kernel) : kernel, memory);
        Assert.Equal(Ram, image.Entry);
        Assert.Equal(Ram + 200_000, image.End);
        Assert.Equal(kernel, memory.Memory(Ram, kernel.Length).ToArray());
    }

    [Fact]
    public void A_file_of_no_known_kind_is_a_raw_program()
    {
        using AddressMap memory = Memory();
        using IBootImage image = Load([1, 2, 3], memory);
        Assert.Equal(Ram, image.Entry);
        Assert.Equal([1, 2, 3], memory.Memory(Ram, 3).ToArray());
    }

    [Fact]
    public void An_image_that_is_shorter_than_its_PE_sections_is_truncated()
    {
        byte[] kernel = Kernel(fileSize: 100_000, imageSize: 200_000);
        Refused(BootError.Truncated, kernel[..99_999]);
        Refused(BootError.Truncated, kernel[..4096]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(30_000)]
    public void A_compressed_image_that_is_cut_is_refused(int kept)
    {
        byte[] file = Compress(Kernel(fileSize: 100_000, imageSize: 200_000));
        int length = kept < 10 ? file.Length - 1 - kept : kept;
        Refused(BootError.CorruptCompression, file[..length]);
    }

    [Fact]
    public void A_compressed_image_that_is_damaged_is_refused()
    {
        byte[] file = Compress(Kernel(fileSize: 100_000, imageSize: 200_000));
        file[file.Length / 2] ^= 0xff;
        Refused(BootError.CorruptCompression, file);
    }

    [Fact]
    public void A_bomb_does_not_unpack_past_what_it_says()
    {
        byte[] bomb = Compress([.. Kernel(fileSize: 4096 * 20, imageSize: 4096 * 20), .. new byte[8 << 20]]);
        BinaryPrimitives.WriteUInt32LittleEndian(bomb.AsSpan(bomb.Length - 4), 4096 * 20);
        Refused(BootError.CorruptCompression, bomb);
    }

    [Fact]
    public void Compressed_data_of_something_else_is_refused_with_the_mend() =>
        Refused(BootError.CompressedNotKernel, Compress(new byte[9999]));

    [Fact]
    public void A_kernel_larger_than_memory_is_refused()
    {
        Refused(BootError.OutsideMemory, Kernel(fileSize: 100_000, imageSize: RamSize + 1));
        Refused(BootError.OutsideMemory, Kernel(fileSize: 100_000, imageSize: ulong.MaxValue));
    }

    [Fact]
    public void A_big_endian_kernel_is_refused()
    {
        byte[] kernel = Kernel(fileSize: 100_000, imageSize: 200_000);
        kernel[24] = 1;
        Refused(BootError.ImageBigEndian, kernel);
    }

    [Fact]
    public void A_self_extracting_EFI_image_is_refused_with_the_mend()
    {
        byte[] file = new byte[8192];
        "MZ\0\0zimg"u8.CopyTo(file);
        Refused(BootError.EfiZboot, file);
    }

    [Fact]
    public void Files_that_cannot_be_read_are_told_apart()
    {
        Assert.Equal(BootError.FileMissing, Error(() => KernelImage.OpenKernel("/proc/none/kernel", Ram, VirtBoard.Board.Boot)));
        Assert.Equal(BootError.FileNotRegular, Error(() => KernelImage.OpenKernel("/tmp", Ram, VirtBoard.Board.Boot)));
        Assert.Equal(BootError.FileEmpty, Error(() => KernelImage.OpenKernel("/dev/null", Ram, VirtBoard.Board.Boot)));
        Assert.Equal(BootError.FileUnreadable, Error(() => KernelImage.OpenKernel("", Ram, VirtBoard.Board.Boot)));
        Refused(BootError.FileEmpty, []);
    }

    private static BootError Error(Action action) => Assert.Throws<BootException>(action).Error;

    private static void Refused(BootError error, byte[] content)
    {
        using AddressMap memory = Memory();
        Assert.Equal(error, Error(() => Load(content, memory).Dispose()));
    }

    /// <summary>An Image with the PE header that Linux has, random behind it.</summary>
    private static byte[] Kernel(int fileSize, ulong imageSize)
    {
        byte[] file = new byte[fileSize];
        new Random(1).NextBytes(file);
        file.AsSpan(0, 0x200).Clear();
        "MZ"u8.CopyTo(file);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(16), imageSize);
        "RISCV\0\0\0RSC\u0005"u8.CopyTo(file.AsSpan(48));
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(60), 0x40);
        "PE\0\0"u8.CopyTo(file.AsSpan(0x40));
        file[0x46] = 2;
        Section(0x58, 0x1000, 50_000 - 0x1000);
        Section(0x80, 50_000, fileSize - 50_000);
        return file;

        void Section(int at, int offset, int size)
        {
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at + 16), size);
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at + 20), offset);
        }
    }

    private static byte[] Compress(byte[] bytes)
    {
        using MemoryStream packed = new();
        using (GZipStream stream = new(packed, CompressionLevel.Fastest)) stream.Write(bytes);
        return packed.ToArray();
    }

    private static AddressMap Memory()
    {
        AddressMap memory = new();
        memory.AddRam("ram", Ram, RamSize);
        return memory;
    }

    private static IBootImage Load(byte[] content, AddressMap memory)
    {
        using TemporaryFile file = new(content);
        IBootImage image = KernelImage.OpenKernel(file.Path, Ram, VirtBoard.Board.Boot);
        image.Load(new RamWriter(memory));
        return image;
    }
}
