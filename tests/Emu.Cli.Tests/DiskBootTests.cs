using System.Diagnostics;
using System.Security.Cryptography;

namespace Emu.Cli.Tests;

/// <summary>Debian's kernel mounts a disk that the host has made, and the host reads what the guest has written.</summary>
public sealed class DiskBootTests : IDisposable
{
    private static readonly string[] Modules =
        ["crc16", "crc32c_generic", "libcrc32c", "mbcache", "jbd2", "ext4", "virtio_mmio", "virtio_blk", "virtio-rng"];

    private readonly string folder = Directory.CreateTempSubdirectory("emu-disk-").FullName;

    private static string Guests => Environment.GetEnvironmentVariable("EMU_GUESTS_DIR")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache/emu-aot/guests");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("raw", "device", "10008000.virtio_mmio", "on", 1)]
    [InlineData("qcow2", "device", "10008000.virtio_mmio", "off", 2)]
    [InlineData("qcow2", "pci", "/pci0000:00/0000:00:01.0/", "on", 2)]
    public void A_guest_mounts_a_disk_and_what_it_writes_is_there_afterwards(
        string format, string bus, string place, string legacy, int cpus)
    {
        string content = Path.Combine(folder, "content"), disk = Path.Combine(folder, "disk.raw");
        Directory.CreateDirectory(content);
        byte[] random = RandomNumberGenerator.GetBytes(3_000_001);
        File.WriteAllBytes(Path.Combine(content, "random"), random);
        Tool("mke2fs", "-q", "-t", "ext4", "-d", content, disk, "64M");
        if (format != "raw") disk = Convert(disk, format);

        EmulatorRun run = EmulatorRun.System(
            "-M", "virt", "-m", "256M", "-smp", $"{cpus}", "-nographic", "-no-reboot",
            "-kernel", Path.Combine(Guests, "linux"), "-initrd", MakeRamdisk(), "-append", "console=ttyS0 quiet",
            "-global", $"virtio-mmio.force-legacy={legacy}",
            "-drive", $"file={disk},format={format},if=none,id=d",
            "-device", $"virtio-blk-{bus},drive=d,serial=EMU-7", "-device", $"virtio-rng-{bus}");

        string hash = System.Convert.ToHexStringLower(SHA256.HashData(random));
        Assert.Contains("EMU-RUN-EXIT 0", run.Output, StringComparison.Ordinal);
        Assert.Contains("SERIAL EMU-7", run.Output, StringComparison.Ordinal);
        Assert.Contains(place, run.Output, StringComparison.Ordinal);
        Assert.Contains($"READ {hash}", run.Output, StringComparison.Ordinal);
        Assert.Contains($"COPY {hash}", run.Output, StringComparison.Ordinal);
        Assert.Contains("RANDOM 64", run.Output, StringComparison.Ordinal);
        if (format != "raw")
        {
            Tool(EmulatorRun.Executable, "img", "check", disk);
            disk = Convert(disk, "raw");
        }

        Tool("e2fsck", "-fn", disk);
        Assert.Equal("from-the-guest\n", Tool("debugfs", "-R", "cat /note", disk).Output);
        string copy = Path.Combine(folder, "copy");
        Tool("debugfs", "-R", $"dump /copy {copy}", disk);
        Assert.Equal(random, File.ReadAllBytes(copy));
    }

    private static EmulatorRun Tool(string name, params string[] arguments)
    {
        string path = Path.IsPathRooted(name) ? name : Path.Combine("/usr/sbin", name);
        EmulatorRun run = EmulatorRun.Of(path, arguments);
        Assert.True(run.Status == 0, $"{name} {string.Join(' ', arguments)}: {run.Output}{run.Errors}");
        return run;
    }

    private string Convert(string image, string format)
    {
        string target = Path.Combine(folder, $"converted.{format}");
        Tool(EmulatorRun.Executable, "img", "convert", "-O", format, image, target);
        return target;
    }

    private string MakeRamdisk()
    {
        string ramdisk = Path.Combine(folder, "ramdisk");
        string modules = Path.Combine(Guests, "modules");
        Assert.True(Directory.Exists(modules), $"{modules} is missing: build/guests.sh makes it.");
        ProcessStartInfo start = new(
            Path.Combine(EmulatorRun.Repository, "build", "initrd.sh"),
            [
                ramdisk, $"{Guests}/installer-root/usr/bin/kmod:/bin/insmod",
                $"{EmulatorRun.Repository}/tests/Emu.Cli.Tests/disk-guest.sh:/etc/emu.run",
                .. Modules.Select(name => $"{modules}/{name}.ko:/lib/modules/{name}.ko"),
            ]);
        start.Environment["EMU_GUESTS_DIR"] = Guests;
        using Process pack = Process.Start(start)!;
        pack.WaitForExit();
        Assert.Equal(0, pack.ExitCode);
        return ramdisk;
    }
}
