using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Emu.Cli.Tests;

/// <summary>The code cache of machines whose kernel lies on their disk, where U-Boot finds it; with the published
/// executable.</summary>
public sealed class DiskCacheTests : IDisposable
{
    private const int PartitionStart = 1 << 20, DiskSize = 16 << 20, HeaderSize = 4096, SignatureOffset = 440;

    private readonly CacheGuest guest = new();
    private readonly string disk, loader;

    public DiskCacheTests()
    {
        disk = Path.Combine(guest.Folder, "disk.raw");
        MakeDisk();
        loader = MakeLoader();
    }

    public void Dispose() => guest.Dispose();

    [Fact]
    public void A_copied_image_runs_what_was_translated_for_the_first()
    {
        Translated first = Boot("first", disk, "raw");
        string copy = Path.Combine(guest.Folder, "copy.qcow2");
        Tool(EmulatorRun.Executable, "img", "convert", "-O", "qcow2", disk, copy);
        File.Delete(disk);
        AssertMostlyLoaded(first, Boot("copy", copy, "qcow2"));
        guest.AssertSound();
    }

    [Fact]
    public void Another_disk_has_a_file_of_its_own_and_runs_what_was_translated_for_the_first()
    {
        Translated first = Boot("first", disk, "raw");
        string other = Path.Combine(guest.Folder, "other.raw");
        File.Copy(disk, other);
        using (FileStream file = File.OpenWrite(other))
        {
            file.Position = SignatureOffset;
            file.Write("OTHR"u8);
        }

        AssertMostlyLoaded(first, Boot("other", other, "raw", files: 2));
    }

    [Fact]
    public void Two_overlays_of_a_base_run_at_once_and_share_a_file()
    {
        string[] overlays = [.. new[] { "one", "two" }.Select(Overlay)];
        Translated[] first = new Translated[2];
        Parallel.For(0, 2, i => first[i] = Boot($"first-{i}", overlays[i], "qcow2"));
        int most = first.Max(each => each.Made);
        Parallel.For(0, 2, i => AssertMostlyLoaded(first[i] with { Made = most }, Boot($"second-{i}", overlays[i], "qcow2")));
        guest.AssertSound();
    }

    [Fact]
    public void A_kernel_that_was_upgraded_on_the_disk_runs_as_itself_and_keeps_the_file()
    {
        Translated first = Boot("first", disk, "raw");
        string kernel = guest.Write("upgrade", Kernel(changed: true)), partition = $"{disk}?offset={PartitionStart}";
        Tool("debugfs", "-w", "-R", "rm /kernel", partition);
        Tool("debugfs", "-w", "-R", $"write {kernel} kernel", partition);
        Translated upgraded = Boot("upgraded", disk, "raw", changed: true);
        AssertMostlyLoaded(first, upgraded);
        Assert.True(upgraded.Made != 0, "the page that was changed has code already");
        AssertMostlyLoaded(first, Boot("again", disk, "raw", changed: true));
        guest.AssertSound();
    }

    // What runs depends a little on the time, since U-Boot looks at clocks. The first boot makes most regions several times, as they
    // grow; those at last are in the cache.
    private static void AssertMostlyLoaded(Translated first, Translated later) => Assert.True(
        later.Made < first.Made / 50 && later.Loaded > 3 * later.Made, $"first {first}, later {later}");

    private Translated Boot(string name, string image, string format, bool changed = false, int files = 1)
    {
        string statistics = Path.Combine(guest.Folder, $"{name}.json");
        EmulatorRun run = EmulatorRun.System(
            "-M", "virt", "-m", "256M", "-nographic", "-kernel", loader,
            "-drive", $"file={image},format={format},if=none,id=d", "-device", "virtio-blk-device,drive=d",
            "-accel", $"aot,tiers=interp+baseline,warm=1,cache-dir={guest.CacheFolder},stats={statistics}");
        Assert.True(
            run.Status == 0 && run.Output.EndsWith(CacheGuest.Expected(changed), StringComparison.Ordinal) && run.Errors.Length == 0,
            $"{name}: status {run.Status}, output '{run.Output}', errors '{run.Errors}'");
        Assert.Equal(files, Directory.GetFiles(guest.CacheFolder).Length);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(statistics));
        JsonElement baseline = document.RootElement.GetProperty("baseline");
        return new Translated(baseline.GetProperty("regions").GetInt32(), baseline.GetProperty("loaded").GetInt32());
    }

    private string Overlay(string name)
    {
        string path = Path.Combine(guest.Folder, $"{name}.qcow2");
        Tool(EmulatorRun.Executable, "img", "create", "-q", "-f", "qcow2", "-b", disk, "-F", "raw", path);
        return path;
    }

    /// <summary>A disk with one partition, which has the kernel and what U-Boot is to know of it.</summary>
    private void MakeDisk()
    {
        string content = Path.Combine(guest.Folder, "content");
        Directory.CreateDirectory(Path.Combine(content, "extlinux"));
        File.WriteAllBytes(Path.Combine(content, "kernel"), Kernel(changed: false));
        File.WriteAllText(
            Path.Combine(content, "extlinux", "extlinux.conf"), "default guest\ntimeout 1\nlabel guest\n linux /kernel\n");
        byte[] start = new byte[512];
        BinaryPrimitives.WriteInt32LittleEndian(start.AsSpan(SignatureOffset), Environment.ProcessId);
        start[446] = 0x80;
        start[450] = 0x83;
        BinaryPrimitives.WriteInt32LittleEndian(start.AsSpan(454), PartitionStart / 512);
        BinaryPrimitives.WriteInt32LittleEndian(start.AsSpan(458), (DiskSize - PartitionStart) / 512);
        start[510] = 0x55;
        start[511] = 0xaa;
        using (FileStream file = File.Create(disk))
        {
            file.SetLength(DiskSize);
            file.Write(start);
        }

        Tool("mke2fs", "-q", "-t", "ext4", "-d", content, "-E", $"offset={PartitionStart}", disk, "8M");
    }

    /// <summary>U-Boot, which does not wait for a key.</summary>
    private string MakeLoader()
    {
        string guests = Environment.GetEnvironmentVariable("EMU_GUESTS_DIR")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache/emu-aot/guests");
        byte[] program = File.ReadAllBytes(Path.Combine(guests, "u-boot-smode.bin"));
        byte[] delay = Encoding.ASCII.GetBytes("bootdelay=2");
        int at = program.AsSpan().IndexOf(delay);
        Assert.True(at >= 0, "U-Boot's environment has no bootdelay=2");
        program[at + delay.Length - 1] = (byte)'0';
        return guest.Write("u-boot.bin", program);
    }

    /// <summary>The program in the form of a Linux Image (Documentation/arch/riscv/boot-image-header).</summary>
    private static byte[] Kernel(bool changed)
    {
        byte[] program = CacheGuest.Program(CacheGuest.Steps(changed));
        byte[] header = new byte[HeaderSize];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0x0000_106f); // j 4096
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(8), 2 << 20);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(16), (ulong)(HeaderSize + program.Length));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(32), 2);
        "RISCV"u8.CopyTo(header.AsSpan(48));
        "RSC\x05"u8.CopyTo(header.AsSpan(56));
        return [.. header, .. program];
    }

    private static void Tool(string name, params string[] arguments)
    {
        EmulatorRun run = EmulatorRun.Of(Path.IsPathRooted(name) ? name : Path.Combine("/usr/sbin", name), arguments);
        Assert.True(run.Status == 0, $"{name} {string.Join(' ', arguments)}: {run.Output}{run.Errors}");
    }

    /// <summary>Regions that a run has translated, and that it had from the file.</summary>
    private sealed record Translated(int Made, int Loaded);
}
