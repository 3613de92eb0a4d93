using Emu.Engine;
using Emu.Guest.Arm64.Boards;
using Emu.Machine;
using Emu.Machine.Boot;
using Emu.Testing.Machines;

namespace Emu.Guest.Arm64.Platform.Tests;

/// <summary>Debian's kernel boots to a program of its ramdisk, and powers the machine off.</summary>
public sealed class KernelBootTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    private static string Guests => Environment.GetEnvironmentVariable("EMU_GUESTS_DIR")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache/emu-aot/guests");

    [Theory]
    [InlineData("max", 1, AccelKind.Interpreter, Tiers.Interpreter)]
    [InlineData("cortex-a57", 2, AccelKind.Aot, Tiers.Baseline)]
    [InlineData("max", 2, AccelKind.Aot, Tiers.Baseline)]
    [InlineData("max", 2, AccelKind.Aot, Tiers.All)]
    public void The_kernel_boots_and_its_program_sees_all_cpus(string model, int cpus, AccelKind kind, Tiers tiers)
    {
        Assert.True(Arm64Model.TryParse(model, out Arm64Model cpu, out string error), error);
        RecordingBackend serial = new();
        MachineOptions options = new()
        {
            CpuModel = cpu,
            CpuCount = cpus,
            MemorySize = 512 << 20,
            Accel = AccelOptions.Default with { Kind = kind, Tiers = tiers, Cache = CacheMode.Off },
            EndsOnReset = true,
            Boot = new BootOptions()
            {
                KernelPath = Path.Combine(Guests, "linux-arm64"),
                InitialRamdiskPath = Path.Combine(Guests, "initrd-arm64.cpio.gz"),
                CommandLine = "console=ttyAMA0 quiet emu.run=echo SEES $(nproc) $(uname -m)",
            },
        };
        using Emu.Machine.Machine machine = new(VirtBoard.Board, options, (_, _) => serial);
        using Timer watchdog = new(_ => machine.RequestShutdown(-1), null, Patience, Timeout.InfiniteTimeSpan);
        Assert.Equal(0, machine.Run());
        Assert.Contains($"SEES {cpus} aarch64", serial.Text, StringComparison.Ordinal);
        Assert.Contains("EMU-RUN-EXIT 0", serial.Text, StringComparison.Ordinal);
    }
}
