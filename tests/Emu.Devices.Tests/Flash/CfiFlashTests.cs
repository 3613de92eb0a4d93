using Emu.Core.Memory;
using Emu.Devices.Flash;

namespace Emu.Devices.Tests.Flash;

public sealed class CfiFlashTests : IDisposable
{
    private const ulong Base = 0x2000_0000, Size = 32 << 20, Block = 256 << 10;

    private readonly AddressMap map = new();
    private readonly List<bool> modes = [];
    private readonly MemoryRegion region;

    public CfiFlashTests()
    {
        region = map.AddRom("flash0", new PhysicalAddress(Base), Size, new CfiFlash(Size));
        map.MappingChanged += changed => modes.Add(changed.IsDeviceMode);
    }

    public void Dispose() => map.Dispose();

    [Fact]
    public void The_query_table_is_that_of_the_board_elsewhere()
    {
        byte[] expected = Convert.FromHexString(
            "5152590100310000000000" + "455500000707" + "0a0004040400" + "1802000b00017f000002" + "5052493130");
        Write(0x154, 0x0098_0098);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i] * 0x1_0001UL, Read(0x40 + ((ulong)i * 4)));
        Assert.Equal(0x1_0001UL, Read(0x3f * 4));
        Assert.Equal(0UL, Read(0));
    }

    [Theory]
    [InlineData(0x40, 1, 0x51)]
    [InlineData(0x41, 1, 0x00)]
    [InlineData(0x42, 1, 0x51)]
    [InlineData(0x46, 2, 0x52)]
    [InlineData(0x40, 8, 0x0052_0052_0051_0051)]
    public void Narrow_and_wide_loads_see_their_lanes_of_the_bus(ulong offset, int size, ulong expected)
    {
        Write(0, 0x98, 1);
        Assert.Equal(expected, Read(offset, size));
    }

    [Fact]
    public void The_identifier_names_maker_and_device_in_each_block()
    {
        Write(0, 0x0090_0090);
        foreach (ulong block in (ulong[])[0, 2 * Block])
        {
            Assert.Equal(0x0089_0089UL, Read(block));
            Assert.Equal(0x0018_0018UL, Read(block + 4));
            Assert.Equal(0UL, Read(block + 8));
        }
    }

    [Fact]
    public void Commands_switch_the_region_to_the_device_and_read_array_back_to_memory()
    {
        Write(0, 0x0070_0070);
        Assert.Equal([true], modes);
        Assert.True(RegionIsDevice());
        Assert.Equal(0x0080_0080UL, Read(0x1234 * 4));
        Write(0, 0x00ff_00ff);
        Assert.Equal([true, false], modes);
        Assert.False(RegionIsDevice());
        Assert.Equal(0UL, Read(0x1234 * 4));
    }

    [Fact]
    public void An_erase_sets_all_bits_of_one_block()
    {
        EraseBlock(Block);
        Assert.Equal(0x0080_0080UL, Read(0));
        ReadArray();
        Assert.Equal(0UL, Read(Block - 4));
        Assert.Equal(0xffff_ffffUL, Read(Block));
        Assert.Equal(0xffff_ffffUL, Read((2 * Block) - 4));
        Assert.Equal(0UL, Read(2 * Block));
    }

    [Fact]
    public void Programming_only_clears_bits()
    {
        EraseBlock(0);
        Program(8, 0x1234_5678);
        Program(8, 0xffff_0000);
        ReadArray();
        Assert.Equal(0x1234_0000UL, Read(8));
        Assert.Equal(0xffff_ffffUL, Read(12));
    }

    [Fact]
    public void A_write_buffer_is_programmed_when_it_is_confirmed()
    {
        EraseBlock(0);
        Write(0, 0x00e8_00e8);
        Assert.Equal(0x0080_0080UL, Read(0));
        Write(0, 0x0003_0003);
        for (ulong i = 0; i < 4; i++) Write(0x100 + (4 * i), 0x1000 + i);
        Write(0, 0x00d0_00d0);
        ReadArray();
        Assert.Equal([0xffff_ffffUL, 0x1000, 0x1001, 0x1002, 0x1003, 0xffff_ffff],
            Enumerable.Range(-1, 6).Select(i => Read((ulong)(0x100 + (4 * i)))));
    }

    [Theory]
    [InlineData(0xffffUL)]
    [InlineData(0x400UL)]
    public void A_write_buffer_that_is_too_long_is_an_error(ulong count)
    {
        Write(0, 0xe8);
        Write(0, count);
        Assert.Equal(0x00b0_00b0UL, Read(0));
    }

    [Fact]
    public void A_store_outside_of_the_write_buffer_is_an_error_and_programs_nothing()
    {
        EraseBlock(0);
        Write(0, 0xe8);
        Write(0, 1);
        Write(0x100, 0);
        Write(Block, 0);
        Assert.Equal(0x00b0_00b0UL, Read(0));
        ReadArray();
        Assert.Equal(0xffff_ffffUL, Read(0x100));
    }

    [Fact]
    public void A_write_buffer_filled_by_stores_to_the_last_word_programs_that_word_only()
    {
        const ulong last = Size - 4;
        EraseBlock(Size - Block);
        Write(last, 0xe8);
        Write(last, 0x3ff);
        for (int i = 0; i < 1024; i++) Write(last, 0x1234_5678);
        Write(last, 0xd0);
        Assert.Equal(0x0080_0080UL, Read(0));
        ReadArray();
        Assert.Equal(0xffff_ffffUL, Read(last - 4));
        Assert.Equal(0x1234_5678UL, Read(last));
    }

    [Fact]
    public void A_locked_block_is_neither_erased_nor_programmed()
    {
        EraseBlock(0);
        Write(0, 0x60);
        Write(0, 0x01);
        Program(0, 0);
        Assert.Equal(0x0092_0092UL, Read(0));
        Write(0, 0x50);
        EraseBlock(0);
        Assert.Equal(0x00a2_00a2UL, Read(0));
        Write(0, 0x90);
        Assert.Equal(0x1_0001UL, Read(8));
        Write(0, 0x50);
        Write(0, 0x60);
        Write(0, 0xd0);
        Program(0, 0);
        Assert.Equal(0x0080_0080UL, Read(0));
        ReadArray();
        Assert.Equal(0UL, Read(0));
    }

    [Fact]
    public void An_erase_without_its_confirmation_is_a_sequence_error_until_the_status_is_cleared()
    {
        Write(0, 0x20);
        Write(0, 0x11);
        Assert.Equal(0x00b0_00b0UL, Read(0));
        Write(0, 0x50);
        Assert.Equal(0x0080_0080UL, Read(0));
    }

    private unsafe bool RegionIsDevice() => region.Host == null;

    private void EraseBlock(ulong offset)
    {
        Write(offset, 0x0020_0020);
        Write(offset, 0x00d0_00d0);
    }

    private void Program(ulong offset, ulong value)
    {
        Write(offset, 0x0040_0040);
        Write(offset, value);
    }

    private void ReadArray() => Write(0, 0x00ff_00ff);

    private ulong Read(ulong offset, int size = 4)
    {
        Assert.True(map.Read(new PhysicalAddress(Base + offset), size, out ulong value));
        return value;
    }

    private void Write(ulong offset, ulong value, int size = 4) =>
        Assert.True(map.Write(new PhysicalAddress(Base + offset), size, value));
}
