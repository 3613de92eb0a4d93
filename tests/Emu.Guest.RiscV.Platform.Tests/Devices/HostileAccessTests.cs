using CsCheck;
using Emu.Core.Memory;
using Emu.Guest.RiscV.Boards;

namespace Emu.Guest.RiscV.Platform.Tests.Devices;

public sealed class HostileAccessTests
{
    private static readonly ulong[] FlashCommands = [0x20, 0x40, 0x60, 0xd0, 0xe8, 0x98];

    private static readonly Gen<(int Device, ulong Offset, int Size, ulong Value, bool IsWrite)> Accesses = Gen.Select(
        Gen.Int[0, 1000],
        Gen.OneOf(Gen.ULong[0, 0x40], Gen.ULong, Gen.ULong[0, 0x60_0000], Gen.ULong[0x20_0000, 0x20_4000]),
        Gen.OneOfConst(1, 2, 4, 8),
        Gen.OneOf(Gen.ULong[0, 0xff], Gen.ULong, Gen.OneOfConst(FlashCommands)),
        Gen.Bool);

    [Fact]
    public void All_devices_of_the_board_are_among_those_that_are_tested_here()
    {
        using DeviceBoard board = new();
        Assert.Empty(VirtBoard.Board.Devices.Select(device => $"0x{device.Address:x}")
            .Except(board.Devices.Select(device => $"0x{device.Address.Value:x}")));
    }

    [Fact]
    public void No_access_at_any_offset_of_any_width_and_value_is_more_than_refused()
    {
        using DeviceBoard board = new();
        (IMmioDevice Device, PhysicalAddress Address)[] devices = [.. board.Devices];
        Accesses.Array[1, 500].Sample(
            accesses =>
            {
                foreach ((int index, ulong offset, int size, ulong value, bool isWrite) in accesses)
                {
                    (IMmioDevice device, PhysicalAddress address) = devices[index % devices.Length];
                    PhysicalAddress target = address + (offset % (device.WindowSize + 16));
                    if (isWrite)
                    {
                        board.Map.Write(target, size, value);
                        continue;
                    }

                    board.Map.Read(target, size, out ulong read);
                    Assert.True(size == 8 || read >> (size * 8) == 0);
                }
            },
            threads: 1,
            iter: 300);
    }

    [Fact]
    public void Every_device_answers_all_of_its_window_after_a_reset()
    {
        using DeviceBoard board = new();
        foreach ((IMmioDevice device, _) in board.Devices)
        {
            lock (device.SyncRoot) device.Reset();
            for (ulong offset = 0; offset < Math.Min(device.WindowSize, 0x1_0000); offset++)
                foreach (int size in (int[])[1, 2, 4, 8])
                    if (device.Accepts(offset, size) && offset + (ulong)size <= device.WindowSize)
                        lock (device.SyncRoot)
                            Assert.True(size == 8 || device.Read(offset, size) >> (size * 8) == 0);
        }
    }
}
