using System.Buffers.Binary;
using Emu.Core.DeviceTree;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Guest.RiscV.Boards;
using Emu.Guest.RiscV.Privileged;
using Emu.Machine.Boot;
using Emu.Testing.Machines;

namespace Emu.Guest.RiscV.Platform.Tests.Boot;

/// <summary>Where things are put, and how the CPUs start: as on QEMU's virt machine.</summary>
public sealed class BootLoaderTests
{
    private const ulong Megabyte = 1 << 20;

    private static readonly PhysicalAddress Ram = new(0x8000_0000), Rom = new(0x1000);

    [Theory]
    [InlineData(128, 0x8420_0000, 0x8700_0000)]
    [InlineData(256, 0x8820_0000, 0x8f00_0000)]
    [InlineData(1024, 0xa020_0000, 0xbf00_0000)]
    [InlineData(2048, 0xa020_0000, 0xbf00_0000)]
    [InlineData(8192, 0xa020_0000, 0xbf00_0000)]
    public void Ramdisk_and_device_tree_lie_where_QEMU_puts_them(ulong megabytes, ulong ramdisk, ulong deviceTree)
    {
        using TemporaryFile kernel = new([1, 2, 3, 4]), disk = new([5, 6, 7]);
        using AddressMap memory = Memory(megabytes * Megabyte);
        BootOptions options = new()
        { KernelPath = kernel.Path, InitialRamdiskPath = disk.Path, CommandLine = "console=ttyS0" };
        using BootLoader loader = new(options, VirtBoard.Board.Boot, Ram, megabytes * Megabyte);
        BootState state = loader.Load(memory, new DeviceTreeDocument());
        Assert.Equal((new(0x8020_0000), new(deviceTree)), (state.Entry, state.DeviceTree));
        Assert.Equal((PrivilegeMode.Supervisor, 0x8020_0000, deviceTree), StartOf(state, memory));
        Assert.Null(state.OpenHostPort);
        Assert.Equal([5, 6, 7], memory.Memory(new(ramdisk), 3).ToArray());
        Span<byte> blob = memory.Memory(new(deviceTree), 8192);
        DeviceTreeNode chosen = DeviceTreeReader.Parse(blob).Find("/chosen")!;
        // U-Boot adds to the tree in place: behind the strings, the last block, there is room.
        int end = BinaryPrimitives.ReadInt32BigEndian(blob[12..]) + BinaryPrimitives.ReadInt32BigEndian(blob[32..]);
        Assert.InRange(BinaryPrimitives.ReadInt32BigEndian(blob[4..]) - end, 4096, 4096 + 7);
        Assert.Equal(["console=ttyS0"], chosen.FindProperty("bootargs")!.Strings);
        Assert.Equal([0, (uint)ramdisk], chosen.FindProperty("linux,initrd-start")!.Cells);
        Assert.Equal([0, (uint)ramdisk + 3], chosen.FindProperty("linux,initrd-end")!.Cells);
    }

    [Theory]
    [InlineData(512, 1, "mem=256M", 0x8820_0000)] // where it lies with -m 256M
    [InlineData(512, 1, "mem=512M", 0x9020_0000)]
    [InlineData(512, 1, "mem=4G", 0x9020_0000)]
    [InlineData(512, 1, "mem=8M", 0x8060_0000)]
    [InlineData(512, 20, "mem=32M", 0x80c0_0000)] // the default place would reach beyond 32 MiB
    [InlineData(512, 1, "mem=6M", 0x8050_0000)]
    [InlineData(512, 2, "mem=5M", 0x9020_0000)] // no room behind the kernel
    [InlineData(512, 40, "mem=32M", 0x9020_0000)]
    [InlineData(2048, 1, "mem=1536M", 0xa020_0000)]
    public void The_ramdisk_lies_where_the_kernel_still_owns_memory(
        ulong megabytes, int ramdiskMegabytes, string commandLine, ulong expected)
    {
        using TemporaryFile kernel = new(new byte[2 << 20]), disk = new(new byte[ramdiskMegabytes << 20]);
        using AddressMap memory = Memory(megabytes * Megabyte);
        BootOptions options = new()
        { KernelPath = kernel.Path, InitialRamdiskPath = disk.Path, CommandLine = commandLine };
        using BootLoader loader = new(options, VirtBoard.Board.Boot, Ram, megabytes * Megabyte);
        DeviceTreeDocument tree = new();
        loader.Load(memory, tree);
        Assert.Equal([0, (uint)expected], tree.Find("/chosen")!.FindProperty("linux,initrd-start")!.Cells);
    }

    [Fact]
    public void Firmware_starts_through_the_reset_code_and_is_told_of_the_kernel_behind_it()
    {
        using TemporaryFile kernel = new([1, 2, 3, 4]), firmware = new(new byte[3 << 20]);
        using AddressMap memory = Memory(128 * Megabyte);
        BootOptions options = new()
        { Firmware = FirmwareKind.File, FirmwarePath = firmware.Path, KernelPath = kernel.Path };
        using BootLoader loader = new(options, VirtBoard.Board.Boot, Ram, 128 * Megabyte);
        BootState state = loader.Load(memory, new DeviceTreeDocument());
        Assert.Equal(Rom, state.Entry);
        Assert.Equal((PrivilegeMode.Machine, Rom.Value, 0ul), StartOf(state, memory));
        Assert.Equal([1, 2, 3, 4], memory.Memory(new(0x8040_0000), 4).ToArray());
        ulong[] words = new ulong[7];
        for (int i = 0; i < words.Length; i++) Assert.True(memory.Read(Rom + 24 + (ulong)i * 8, 8, out words[i]));
        Assert.Equal([Ram.Value, state.DeviceTree.Value, 0x4942534f, 2, 0x8040_0000, 1, 0], words);
    }

    [Fact]
    public void A_kernel_without_firmware_starts_in_machine_mode_at_the_start_of_RAM()
    {
        using TemporaryFile kernel = new([1, 2, 3, 4]);
        using AddressMap memory = Memory(128 * Megabyte);
        using BootLoader loader = new(
            new() { Firmware = FirmwareKind.None, KernelPath = kernel.Path }, VirtBoard.Board.Boot, Ram, 128 * Megabyte);
        BootState state = loader.Load(memory, new DeviceTreeDocument());
        Assert.Equal((PrivilegeMode.Machine, Rom.Value, 0ul), StartOf(state, memory));
        Assert.Equal([1, 2, 3, 4], memory.Memory(Ram, 4).ToArray());
    }

    [Fact]
    public void A_kernel_that_ends_by_HTIF_starts_in_machine_mode_whatever_the_firmware()
    {
        using TemporaryFile kernel = new(
            new ElfBuilder().Segment(Ram.Value, [1], 128).Symbol("tohost", Ram.Value + 64).Build());
        using AddressMap memory = Memory(128 * Megabyte);
        using BootLoader loader = new(new() { KernelPath = kernel.Path }, VirtBoard.Board.Boot, Ram, 128 * Megabyte);
        BootState state = loader.Load(memory, new DeviceTreeDocument());
        Assert.Equal((PrivilegeMode.Machine, Rom.Value, 0ul), StartOf(state, memory));
        Assert.NotNull(state.OpenHostPort);
    }

    [Fact]
    public void Loading_again_restores_what_the_guest_has_changed()
    {
        using TemporaryFile kernel = new([1, 2, 3, 4]);
        using AddressMap memory = Memory(128 * Megabyte);
        using BootLoader loader = new(new() { KernelPath = kernel.Path }, VirtBoard.Board.Boot, Ram, 128 * Megabyte);
        BootState first = loader.Load(memory, new DeviceTreeDocument());
        memory.Memory(first.Entry, 4).Fill(9);
        BootState second = loader.Load(memory, new DeviceTreeDocument());
        Assert.Equal((first.Entry, first.DeviceTree), (second.Entry, second.DeviceTree));
        Assert.Equal([1, 2, 3, 4], memory.Memory(first.Entry, 4).ToArray());
    }

    [Fact]
    public void Things_that_overlap_or_do_not_fit_are_refused()
    {
        using TemporaryFile kernel = new(new byte[4096]), disk = new(new byte[48 << 20]);
        using TemporaryFile low = new(new ElfBuilder().Segment(Ram.Value, [1], 8192).Build());
        Assert.Equal(
            BootError.Overlap, Refusal(new() { KernelPath = kernel.Path, InitialRamdiskPath = disk.Path }, 128));
        Assert.Equal(
            BootError.OutsideMemory, Refusal(new() { KernelPath = kernel.Path, InitialRamdiskPath = disk.Path }, 32));
        Assert.Equal(BootError.OutsideMemory, Refusal(new() { KernelPath = kernel.Path }, 1));
        Assert.Equal(
            BootError.Overlap,
            Refusal(new() { Firmware = FirmwareKind.File, FirmwarePath = low.Path, KernelPath = low.Path }, 128));
        Assert.Equal(BootError.NothingToBoot, Refusal(new(), 128));
    }

    [Fact]
    public void Files_that_can_never_fit_are_refused_before_anybody_reads_them()
    {
        using TemporaryFile kernel = new([1, 2, 3, 4]), huge = new([1, 2, 3, 4], 1L << 40);
        using TemporaryFile elf = new(new ElfBuilder().Segment(Ram.Value, [1], 4096).Build(), 1L << 40);
        BootOptions[] all =
        [
            new() { KernelPath = huge.Path },
            new() { KernelPath = elf.Path },
            new() { KernelPath = kernel.Path, InitialRamdiskPath = huge.Path },
            new() { Firmware = FirmwareKind.File, FirmwarePath = huge.Path },
        ];
        foreach (BootOptions options in all)
            Assert.Equal(
                BootError.OutsideMemory,
                Assert.Throws<BootException>(() => new BootLoader(options, VirtBoard.Board.Boot, Ram, 128 * Megabyte).Dispose()).Error);
    }

    [Fact]
    public void A_device_tree_of_the_user_is_used_and_a_wrong_one_refused()
    {
        DeviceTreeDocument own = new();
        own.Root.SetStrings("model", "mine");
        using TemporaryFile right = new(DeviceTreeWriter.Write(own));
        using TemporaryFile wrong = new(new byte[100]), large = new(new byte[3 << 20]);
        Assert.Null(BootLoader.ReadDeviceTree(new()));
        Assert.Equal(
            ["mine"],
            BootLoader.ReadDeviceTree(new() { DeviceTreePath = right.Path })!.Root.FindProperty("model")!.Strings);
        foreach (TemporaryFile file in (TemporaryFile[])[wrong, large])
            Assert.Equal(
                BootError.DeviceTreeMalformed,
                Assert.Throws<BootException>(
                    () => BootLoader.ReadDeviceTree(new() { DeviceTreePath = file.Path })).Error);
    }

    private static BootError Refusal(BootOptions options, ulong megabytes) => Assert.Throws<BootException>(() =>
    {
        using AddressMap memory = Memory(megabytes * Megabyte);
        using BootLoader loader = new(options, VirtBoard.Board.Boot, Ram, megabytes * Megabyte);
        loader.Load(memory, new DeviceTreeDocument());
    }).Error;

    /// <summary>How a hart starts: mode, address, and a1, in which a kernel gets the device tree.</summary>
    private static unsafe (PrivilegeMode Mode, ulong Pc, ulong A1) StartOf(BootState state, AddressMap memory)
    {
        using EventLoop events = new(new MachineClock());
        using Hart hart = new(0, new IsaOptions(), memory, events);
        Assert.Equal(state.UsesBuiltInFirmware, state.Start is not null);
        state.Start?.Invoke(hart);
        return (hart.Mode, hart.State->Pc, hart.State->X[11]);
    }

    private static AddressMap Memory(ulong size)
    {
        AddressMap memory = new();
        memory.AddRom("mrom", Rom, 0xf000);
        memory.AddRam("ram", Ram, size);
        return memory;
    }
}
