using System.Diagnostics;
using System.Security.Cryptography;

namespace Emu.Cli.Tests;

/// <summary>
/// Debian's kernel mounts a disk that the host has made, the host reads what the guest has written, and both talk by TCP.
/// </summary>
public sealed class DiskBootTests : IDisposable
{
    private static readonly string[] Modules =
    [
        "crc16", "crc32c_generic", "libcrc32c", "mbcache", "jbd2", "ext4", "failover", "net_failover", "virtio_mmio", "virtio_blk",
        "virtio_net", "virtio-rng",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("emu-disk-").FullName;

    private static string Guests => Environment.GetEnvironmentVariable("EMU_GUESTS_DIR")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache/emu-aot/guests");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("raw", "device", "10008000.virtio_mmio", "10006000.virtio_mmio", "on", 1)]
    [InlineData("qcow2", "device", "10008000.virtio_mmio", "10006000.virtio_mmio", "off", 2)]
    [InlineData("qcow2", "pci", "/pci0000:00/0000:00:01.0/", "/pci0000:00/0000:00:03.0/", "on", 2)]
    public void A_guest_keeps_what_it_writes_to_a_disk_and_sends_and_receives_all_bytes_through_the_network(
        string format, string bus, string diskPlace, string cardPlace, string legacy, int cpus)
    {
        string content = Path.Combine(folder, "content"), disk = Path.Combine(folder, "disk.raw");
        Directory.CreateDirectory(content);
        byte[] random = RandomNumberGenerator.GetBytes(3_000_001);
        File.WriteAllBytes(Path.Combine(content, "random"), random);
        Tool("mke2fs", "-q", "-t", "ext4", "-d", content, disk, "64M");
        if (format != "raw") disk = Convert(disk, format);

        byte[] answer = RandomNumberGenerator.GetBytes(1_000_003);
        string forward = Path.Combine(folder, "forward");
        using NetworkPeer peer = new(forward, answer);
        // The guest reaches the peer through the network's gateway, or, in one of the cases, as a host of the network itself.
        string address = bus == "pci" ? "10.0.2.100:80" : $"10.0.2.2:{peer.Port}";
        string network = $"hostfwd=unix:{forward}-:7000"
            + (bus == "pci" ? $",guestfwd=tcp:{address}-tcp:127.0.0.1:{peer.Port}" : "");

        EmulatorRun run = EmulatorRun.System(
            "-M", "virt", "-m", "256M", "-smp", $"{cpus}", "-nographic", "-no-reboot",
            "-kernel", Path.Combine(Guests, "linux"), "-initrd", MakeRamdisk(), "-append", $"console=ttyS0 quiet peer={address}",
            "-global", $"virtio-mmio.force-legacy={legacy}",
            "-drive", $"file={disk},format={format},if=none,id=d", "-netdev", $"user,id=n,{network}",
            "-device", $"virtio-blk-{bus},drive=d,serial=EMU-7", "-device", $"virtio-rng-{bus}",
            "-device", $"virtio-net-{bus},netdev=n");

        string hash = System.Convert.ToHexStringLower(SHA256.HashData(random));
        Assert.Contains("EMU-RUN-EXIT 0", run.Output, StringComparison.Ordinal);
        CheckNetwork(run.Output, cardPlace, random, answer, peer);
        Assert.Contains("SERIAL EMU-7", run.Output, StringComparison.Ordinal);
        Assert.Contains(diskPlace, run.Output, StringComparison.Ordinal);
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

    private static void CheckNetwork(string printed, string cardPlace, byte[] random, byte[] answer, NetworkPeer peer)
    {
        Assert.Contains(cardPlace, printed, StringComparison.Ordinal);
        Assert.Contains("LEASE 10.0.2.15 24 10.0.2.2 10.0.2.3", printed, StringComparison.Ordinal);
        Assert.Contains("1 packets received", printed, StringComparison.Ordinal);
        (byte[] sent, byte[] served) = peer.Result();
        Assert.Equal(random, sent);
        Assert.Equal(random, served);
        string hash = System.Convert.ToHexStringLower(SHA256.HashData(answer));
        Assert.Contains($"ANSWER {hash}", printed, StringComparison.Ordinal);
        Assert.Contains($"SERVED {hash}", printed, StringComparison.Ordinal);
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
