using Emu.Core.Memory;

namespace Emu.Guest.RiscV.Platform.Tests.Devices;

public sealed class AccessWidthTests
{
    /// <summary>
    /// Which naturally aligned loads QEMU 7.2's virt board answers, by a guest that tried them: the sum of the widths.
    /// The others raise an access fault.
    /// </summary>
    [Theory]
    [InlineData(0x10_0000, 2 | 4)]
    [InlineData(0x10_0ff8, 2 | 4)]
    [InlineData(0x10_1000, 4 | 8)]
    [InlineData(0x10_1020, 4)]
    [InlineData(0x10_1024, 0)]
    [InlineData(0x200_0000, 4)]
    [InlineData(0x200_3ff8, 4)]
    [InlineData(0x200_4000, 4 | 8)]
    [InlineData(0x200_bff8, 4 | 8)]
    [InlineData(0x200_c000, 0)]
    [InlineData(0xc00_0000, 4)]
    [InlineData(0xc00_1000, 4)]
    [InlineData(0xc00_2000, 4)]
    [InlineData(0xc20_0000, 4)]
    [InlineData(0xc5f_fff8, 4)]
    [InlineData(0xc60_0000, 0)]
    [InlineData(0x1000_0000, 1 | 2 | 4 | 8)]
    [InlineData(0x1000_0004, 1 | 2 | 4)]
    [InlineData(0x1000_0007, 1)]
    [InlineData(0x1000_0008, 0)]
    [InlineData(0x1000_1000, 1 | 2 | 4 | 8)]
    [InlineData(0x1000_11f8, 1 | 2 | 4 | 8)]
    [InlineData(0x1000_1200, 0)]
    [InlineData(0x2000_0000, 1 | 2 | 4 | 8)]
    [InlineData(0x1020_0000, 0)]
    public void Accesses_are_answered_or_refused_by_width(ulong address, int sizes)
    {
        using DeviceBoard board = new();
        int answered = 0;
        foreach (int size in ((int[])[1, 2, 4, 8]).Where(size => address % (ulong)size == 0))
            if (board.Map.Read(new PhysicalAddress(address), size, out _)) answered |= size;
        Assert.Equal(sizes, answered);
    }
}
