using System.Text.Json;

namespace Emu.Cli.Tests;

/// <summary>Debian's kernels boot a second time on what the first boot has translated; with the published executable.</summary>
public sealed class KernelCacheTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("emu-kernel-").FullName;

    private static string Guests => Environment.GetEnvironmentVariable("EMU_GUESTS_DIR")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache/emu-aot/guests");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Each boot puts the kernel at another address.</summary>
    [Theory]
    [InlineData("riscv64", "linux", "initrd-small.cpio.gz", "ttyS0")]
    [InlineData("aarch64", "linux-arm64", "initrd-arm64.cpio.gz", "ttyAMA0")]
    public void A_second_boot_translates_nearly_nothing(string guest, string kernel, string ramdisk, string console)
    {
        (int made, int loaded) = Boot(guest, kernel, ramdisk, console);
        Assert.Equal(0, loaded);
        (int again, int found) = Boot(guest, kernel, ramdisk, console);
        Assert.True(again < made / 5 && found > made / 2, $"the first boot made {made} regions, the second found {found} and made {again}");
    }

    private (int Made, int Loaded) Boot(string guest, string kernel, string ramdisk, string console)
    {
        string statistics = Path.Combine(folder, "stats.json");
        EmulatorRun run = EmulatorRun.Machine(
            guest, "-m", "512M", "-no-reboot", "-kernel", Path.Combine(Guests, kernel), "-initrd", Path.Combine(Guests, ramdisk),
            "-append", $"console={console} quiet emu.run=\"echo HERE IS $(uname -m)\"", "-serial", "stdio",
            "-accel", $"aot,tiers=interp+baseline,cache-dir={Path.Combine(folder, "code")},stats={statistics}");
        Assert.True(
            run.Status == 0 && run.Errors.Length == 0 && run.Output.Contains($"HERE IS {guest}", StringComparison.Ordinal),
            $"status {run.Status}, output '{run.Output}', errors '{run.Errors}'");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(statistics));
        JsonElement baseline = document.RootElement.GetProperty("baseline");
        return (baseline.GetProperty("regions").GetInt32(), baseline.GetProperty("loaded").GetInt32());
    }
}
