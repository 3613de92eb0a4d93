using Emu.Cli.CommandLine;
using Emu.Machine;

namespace Emu.Cli.Tests;

/// <summary>What <c>-boot-snapshot</c> and <c>-incoming</c> mean.</summary>
public sealed class BootSnapshotWordsTests
{
    [Theory]
    [InlineData("auto,at=console:# ", BootSnapshotMode.Auto, "# ", null)]
    [InlineData("save,at=console:login:,, or so", BootSnapshotMode.Save, "login:, or so", null)]
    [InlineData("require,at=time:1.5", BootSnapshotMode.Require, null, 1.5)]
    [InlineData("auto,at=monitor", BootSnapshotMode.Auto, null, null)]
    public void A_moment_is_a_text_a_time_or_the_users(string value, BootSnapshotMode mode, string? console, double? seconds)
    {
        BootSnapshotOptions read = Parse("-boot-snapshot", value)!;
        Assert.Equal((mode, console, seconds), (read.Mode, read.ConsoleText, read.Delay?.TotalSeconds));
    }

    [Fact]
    public void Without_it_no_boot_is_kept()
    {
        Assert.Null(Parse());
        Assert.Null(Parse("-boot-snapshot", "off"));
    }

    [Theory]
    [InlineData("-boot-snapshot auto", "-boot-snapshot auto: the moment is missing; add at=console:TEXT, time:SECONDS or monitor")]
    [InlineData("-boot-snapshot on,at=monitor", "-boot-snapshot on,at=monitor: not understood; give auto, save, require or off")]
    [InlineData("-boot-snapshot auto,at=idle",
        "-boot-snapshot auto,at=idle: at=idle is no moment; give console:TEXT, time:SECONDS or monitor")]
    [InlineData("-boot-snapshot auto,when=1",
        "-boot-snapshot auto,when=1: 'when' is not known; give auto, save, require or off, and at=console:TEXT, time:SECONDS or monitor")]
    [InlineData("-incoming defer -boot-snapshot auto,at=monitor",
        "-boot-snapshot: a machine of -incoming does not boot; leave out one of the two")]
    [InlineData("-incoming tcp:0:4444", "-incoming tcp:0:4444: machines do not come over networks yet; use file:FILE, fd:N or defer")]
    public void What_is_not_there_is_refused(string line, string message) =>
        Assert.Equal(message, Assert.Throws<CommandLineException>(() => Parse(line.Split(' '))).Message);

    [Fact]
    public void What_the_guest_cannot_see_is_no_part_of_a_boot()
    {
        string plain = Settings(), elsewhere = Settings("-serial", "null", "-qmp", "unix:/tmp/q,server=on,wait=off");
        Assert.Equal(plain, elsewhere);
        Assert.NotEqual(plain, Settings("-device", "virtio-rng-pci"));
        Assert.NotEqual(plain, Settings("-global", "virtio-mmio.force-legacy=off"));
        Assert.NotEqual(plain, Settings("-seed", "1"));
    }

    private static string Settings(params string[] arguments) => Parse(["-boot-snapshot", "auto,at=monitor", .. arguments])!.Settings;

    private static BootSnapshotOptions? Parse(params string[] arguments)
    {
        SystemRequest? request = null;
        new EmulatorCommands("qemu-system-riscv64", wanted =>
        {
            request = wanted;
            return 0;
        }).Run(arguments);
        return request!.Options.BootSnapshot;
    }
}
