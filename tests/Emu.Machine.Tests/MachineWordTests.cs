using Emu.Core.Control;
using Emu.Core.DeviceTree;
using Emu.Core.Memory;
using Emu.Devices.Firmware;
using Emu.Guest.RiscV.Boards;
using Emu.Machine.Configuration;
using Emu.Model.Options;
using Emu.Testing;
using Emu.Testing.Machines;

namespace Emu.Machine.Tests;

/// <summary>Options that scripts always give, as the guest or the host sees them.</summary>
public sealed class MachineWordTests
{
    [Fact]
    public void A_seed_makes_the_random_bytes_that_the_guest_sees_the_same_in_every_run()
    {
        byte[] First(ulong? seed) => Describe(new MachineOptions() { Random = new GuestRandom(seed) })
            .Find("/chosen")!.FindProperty("rng-seed")!.Value.ToArray();
        Assert.Equal(First(7), First(7));
        Assert.NotEqual(First(7), First(8));
        Assert.NotEqual(First(null), First(null));
        GuestRandom stream = new(7);
        Assert.NotEqual(stream.Bytes(32), stream.Bytes(32));
    }

    [Fact]
    public void A_named_node_owns_all_harts_and_all_memory_in_the_device_tree()
    {
        DeviceTreeDocument tree = Describe(new MachineOptions() { CpuCount = 2, HasNumaNode = true });
        foreach (string path in (string[])["/memory@80000000", "/cpus/cpu@0", "/cpus/cpu@1"])
            Assert.Equal([0u], tree.Find(path)!.FindProperty("numa-node-id")!.Cells);
        Assert.Null(Describe(new MachineOptions()).Find("/memory@80000000")!.FindProperty("numa-node-id"));
    }

    [Fact]
    public void Firmware_finds_the_settings_of_its_boot_menu()
    {
        using AddressMap map = new();
        FwCfg configuration = new(new BusMemory(map), cpus: 1);
        new BootMenu() { IsShown = true, SplashMilliseconds = 0x1234, RetryMilliseconds = -1 }.Fill(configuration);
        configuration.SetIdentifier(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"));
        Assert.Equal([1, 0, 0], Item(configuration, 0x0e, 3));
        Assert.Equal([0x00, 0x11, 0x22, 0x33, 0x44, 0x55], Item(configuration, 0x02, 6));
        // Files are numbered by their names: bootorder, etc/boot-fail-wait, etc/boot-menu-wait.
        Assert.Equal([0xff, 0xff, 0xff, 0xff, 0], Item(configuration, 0x21, 5));
        Assert.Equal([0x34, 0x12, 0], Item(configuration, 0x22, 3));
    }

    [Fact]
    public void A_picture_that_is_neither_JPEG_nor_BMP_is_refused()
    {
        using TemporaryFile file = new([1, 2, 3]);
        using AddressMap map = new();
        Assert.Contains("neither", Assert.Throws<ConfigurationException>(
            () => new BootMenu() { SplashFile = file.Path }.Fill(new FwCfg(new BusMemory(map), 1))).Message);
        Assert.Throws<OptionException>(() => new BootMenu() { SplashMilliseconds = 65536 }.Check());
    }

    [Theory]
    [InlineData("nope", "x", "global nope.x has invalid class name")]
    [InlineData("virtio-rng-device", "max-bytes", "global virtio-rng-device.max-bytes=5 not used")]
    public void A_global_that_changes_nothing_is_warned_of(string driver, string property, string warning)
    {
        List<string> warnings = [];
        GuestCode code = new();
        code.Finish(0x5555);
        MachineConfiguration configuration = new() { Globals = [new GlobalProperty(driver, property, "5", "-global")] };
        GuestRun.Run(code, change: options => options with { Configuration = configuration }, warn: warnings.Add);
        Assert.Equal([warning], warnings);
    }

    [Theory]
    [InlineData(true, "CPU 0/TCG")]
    [InlineData(false, "CPU 0")]
    public void The_threads_of_harts_are_named_as_asked_for(bool isQemus, string name)
    {
        GuestCode code = new();
        code.Finish(0x5555);
        string[] seen = [];
        GuestRun.Run(code, change: options => options with { HasQemuThreadNames = isQemus }, beforeRun: _ => seen = ThreadNames());
        Assert.Contains(name, seen);
    }

    private static string[] ThreadNames() =>
        [.. Directory.GetDirectories("/proc/self/task").Select(ThreadName).OfType<string>()];

    /// <summary>A thread's name; null when the thread has ended meanwhile.</summary>
    private static string? ThreadName(string task)
    {
        try
        {
            return File.ReadAllText($"{task}/comm").TrimEnd('\n');
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static byte[] Item(FwCfg configuration, ushort key, int length)
    {
        configuration.Write(8, 2, (ushort)((key << 8) | (key >> 8)));
        return [.. Enumerable.Range(0, length).Select(_ => (byte)configuration.Read(0, 1))];
    }

    private static DeviceTreeDocument Describe(MachineOptions options) => Machine.DescribeOnly(VirtBoard.Board, options);
}
