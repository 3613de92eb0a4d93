using Emu.Block.Files;
using Emu.Block.Graph;
using Emu.Block.Raw;
using Emu.Devices.Virtio;
using Emu.Engine;
using Emu.Guest.RiscV.Boards;
using Emu.Machine.Boot;
using Emu.Machine.Configuration.Blocks;
using Emu.Testing.Machines;

namespace Emu.Machine.Tests.Boot;

/// <summary>The names of code caches for machines that boot from a disk.</summary>
public sealed class DiskIdentityTests : IDisposable
{
    private const int DiskSize = 1 << 20;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("emu-disk-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_copy_and_a_disk_that_was_written_to_and_grown_keep_the_name()
    {
        string disk = Write("disk", Partitioned(signature: 7)), copy = Path.Combine(folder.FullName, "copy");
        UInt128 name = NameOf(disk);
        File.Copy(disk, copy);
        Assert.Equal(name, NameOf(copy));
        byte[] used = Partitioned(signature: 7);
        used[460] ^= 1;
        used[DiskSize / 2] ^= 1;
        Assert.Equal(name, NameOf(Write("used", [.. used, .. new byte[DiskSize]])));
        Assert.NotEqual(name, NameOf(Write("other", Partitioned(signature: 8))));
    }

    [Fact]
    public void Overlays_have_the_name_of_their_base_even_when_only_its_file_tells_it()
    {
        foreach (byte[] content in new[] { Partitioned(signature: 7), new byte[DiskSize] })
        {
            string disk = Write("base", content);
            UInt128 name = NameOf(disk);
            Assert.Equal(name, NameOf(disk, overlay: true));
            Assert.Equal(name, NameOf(disk, overlay: true));
        }

        Assert.NotEqual(NameOf(Write("blank", new byte[DiskSize])), NameOf(Write("white", new byte[DiskSize])));
    }

    [Fact]
    public void A_disk_counts_for_a_boot_loader_and_not_for_a_kernel_of_a_file()
    {
        string first = Write("first", Partitioned(signature: 1)), second = Write("second", Partitioned(signature: 2));
        byte[] kernel = new byte[4096];
        "RSC\x05"u8.CopyTo(kernel.AsSpan(56));
        string linux = Write("linux", kernel);
        Assert.Equal(NameOf(first, kernel: linux), NameOf(second, kernel: linux));
        Assert.Equal(NameOf(first, ramdisk: linux), NameOf(second, ramdisk: linux));
        Assert.NotEqual(NameOf(first), NameOf(second));
    }

    [Theory]
    [InlineData(1080, 1128, 16, "53ef")]
    [InlineData(0, 32, 16, "58465342")]
    [InlineData(512, 568, 16, "4546492050415254")]
    [InlineData(65600, 65568, 16, "5f42485266535f4d")]
    public void The_number_that_a_file_system_or_a_partition_table_was_given_is_the_identity(
        int magicAt, int numberAt, int length, string magic)
    {
        byte[] start = new byte[1 << 17];
        Convert.FromHexString(magic).CopyTo(start, magicAt);
        Assert.Null(DiskIdentity.Find(start));
        start[numberAt] = start[numberAt + length - 1] = 1;
        byte[]? identity = DiskIdentity.Find(start);
        Assert.NotNull(identity);
        start[numberAt - 1] = start[numberAt + length] = 1;
        Assert.Equal(identity, DiskIdentity.Find(start));
        start[numberAt] = 2;
        Assert.NotEqual(identity, DiskIdentity.Find(start));
        Assert.Null(DiskIdentity.Find(start.AsSpan(0, Math.Max(magicAt, numberAt))));
    }

    private static byte[] Partitioned(byte signature)
    {
        byte[] disk = new byte[DiskSize];
        disk[440] = signature;
        disk[510] = 0x55;
        disk[511] = 0xaa;
        return disk;
    }

    private string Write(string name, byte[] content)
    {
        string path = Path.Combine(folder.FullName, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private UInt128 NameOf(string disk, bool overlay = false, string? kernel = null, string? ramdisk = null)
    {
        using BlockBackend drive = new(overlay ? TemporaryOverlay.On(OpenRaw(disk)) : OpenRaw(disk), "d");
        UInt128 name = 0;
        MachineOptions options = new()
        {
            Boot = new BootOptions
            {
                KernelPath = kernel ?? Write("loader", new byte[4096]),
                InitialRamdiskPath = ramdisk,
            },
            Accel = AccelOptions.Default with { Cache = CacheMode.Off },
            VirtioDevices = [new VirtioBlock { Drive = drive }],
            CodeNamed = given => name = given,
        };
        using (Machine machine = new(VirtBoard.Board, options, (_, _) => new RecordingBackend())) Assert.NotEqual(0u, name);
        return name;
    }

    private static RawNode OpenRaw(string path) =>
        new(FileNode.Open(path, writable: false, new FileAccessOptions(IsShared: true)));
}
