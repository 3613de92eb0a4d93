using Emu.Cli.CommandLine;
using Emu.Core.Control;
using Emu.Machine;

namespace Emu.Cli.Tests;

/// <summary>Every option of QEMU's has its effect, needs none, or is refused by name.</summary>
public sealed class OptionDecisionTests
{
    /// <summary>The names in the help of qemu-system-riscv64 7.2.</summary>
    private static readonly string[] NamesOfQemu =
    [
        "-D", "-L", "-M", "-S", "-accel", "-action", "-add-fd", "-append", "-async-teardown", "-audio", "-audio-help",
        "-audiodev", "-bios", "-blockdev", "-boot", "-cdrom", "-chardev", "-chroot", "-compat", "-cpu", "-d",
        "-daemonize", "-debugcon", "-device", "-dfilter", "-display", "-drive", "-dtb", "-dump-vmstate", "-echr",
        "-enable-kvm", "-enable-sync-profile", "-fda", "-fdb", "-fsdev", "-full-screen", "-fw_cfg", "-gdb", "-global",
        "-h", "-hda", "-hdb", "-hdc", "-hdd", "-help", "-icount", "-incoming", "-initrd", "-iscsi", "-k", "-kernel",
        "-loadvm", "-m", "-machine", "-mem-path", "-mem-prealloc", "-mon", "-monitor", "-msg", "-mtdblock", "-name",
        "-net", "-netdev", "-nic", "-no-reboot", "-no-shutdown", "-no-user-config", "-nodefaults", "-nographic",
        "-numa", "-object", "-only-migratable", "-option-rom", "-overcommit", "-parallel", "-pflash", "-pidfile",
        "-plugin", "-portrait", "-preconfig", "-qmp", "-qmp-pretty", "-readconfig", "-rotate", "-rtc", "-runas", "-s",
        "-sandbox", "-sd", "-seed", "-semihosting", "-semihosting-config", "-serial", "-set", "-singlestep", "-smp",
        "-snapshot", "-spice", "-tpmdev", "-trace", "-usb", "-usbdevice", "-uuid", "-version", "-vga", "-virtfs",
        "-vnc", "-watchdog-action",
    ];

    public static TheoryData<string> OptionsOfQemu => [.. NamesOfQemu];

    [Theory]
    [MemberData(nameof(OptionsOfQemu))]
    public void An_option_of_QEMUs_works_or_says_why_it_need_not_or_is_refused_with_the_nearest_thing(string name)
    {
        SystemOption option = Assert.Single(SystemOptions.All, each => each.IsCalled(name[1..]));
        if (option.Refusal is not { } refusal)
        {
            Assert.True(option.Description.Length != 0 || option.Reason?.Length > 0 || name is "-hdb" or "-hdc" or "-hdd", name);
            return;
        }

        string[] line = option.ValueName is null ? [name] : [name, "value"];
        CommandLineException error = Assert.Throws<CommandLineException>(() => Parse(line));
        Assert.Equal(($"{option.Name}: {refusal}", ExitStatus.Failure), (error.Message, error.ExitStatus));
        Assert.Matches("use |give |leave it out|start the emulator|programs with|guest time", refusal);
    }

    [Fact]
    public void No_option_has_two_decisions()
    {
        Assert.Equal(SystemOptions.All.Count, SystemOptions.All.Select(option => option.Name).Distinct().Count());
        Assert.All(SystemOptions.All, option => Assert.False(option.Refusal is not null && option.Reason is not null, option.Name));
    }

    [Theory]
    [InlineData("-compat deprecated-input=reject,unstable-output=hide")]
    [InlineData("-watchdog-action none")]
    [InlineData("-rtc base=utc,driftfix=slew")]
    [InlineData("-numa node,nodeid=0,cpus=0,mem=128 -numa dist,src=0,dst=0,val=10")]
    [InlineData("-M virt,aia=none,usb=off -nodefaults -no-user-config -k de -parallel none -overcommit mem-lock=off")]
    public void What_turns_off_what_is_absent_is_accepted(string line) => Assert.NotNull(Parse(line.Split(' ')));

    [Theory]
    [InlineData("-compat foo=bar", "-compat foo=bar: Parameter 'foo' is unexpected")]
    [InlineData("-compat deprecated-input=hide", "-compat deprecated-input=hide: Parameter 'deprecated-input' does not accept value 'hide'")]
    [InlineData("-seed abc", "-seed abc: Invalid seed number: abc")]
    [InlineData("-watchdog-action bark", "-watchdog-action bark: Parameter 'watchdog' does not accept value 'bark'")]
    [InlineData("-boot menu=maybe", "-boot menu=maybe: Parameter 'boot.menu' expects 'on' or 'off'")]
    [InlineData("-boot reboot-timeout=70000",
        "-boot reboot-timeout=70000: reboot timeout is invalid, it should be a value between -1 and 65535")]
    [InlineData("-numa node,mem=64", "-numa node,mem=64: total memory for NUMA nodes (0x4000000) should equal RAM size (0x8000000)")]
    [InlineData("-numa node,cpus=0-3", "-numa node,cpus=0-3: CPU index (3) should be smaller than maxcpus (1)")]
    [InlineData("-name a,foo=b", "-name a,foo=b: Invalid parameter 'foo'")]
    [InlineData("-msg foo=on", "-msg foo=on: Invalid parameter 'foo'")]
    public void A_wrong_value_is_refused_in_QEMUs_words(string line, string message) =>
        Assert.Equal(message, Assert.Throws<CommandLineException>(() => Parse(line.Split(' '))).Message);

    [Fact]
    public void The_words_of_every_script_reach_the_machine()
    {
        MachineOptions options = Parse(
            "-seed", "0x2a", "-uuid", "00112233-4455-6677-8899-aabbccddeeff", "-name", "box,debug-threads=on", "-numa", "node",
            "-boot", "menu=on,strict=on,splash-time=5,reboot-timeout=7", "-rtc", "clock=vm").Options;
        Assert.Equal(new GuestRandom(42).Bytes(20), options.Random.Bytes(20));
        Assert.Equal(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), options.Identifier);
        Assert.True(options is { HasQemuThreadNames: true, HasNumaNode: true, ClockSource: ClockSource.Guest });
        Assert.Equal((true, true, 5, 7), (options.BootMenu.IsShown, options.BootMenu.IsStrict,
            options.BootMenu.SplashMilliseconds, options.BootMenu.RetryMilliseconds));
    }

    [Fact]
    public void Properties_of_the_machine_with_properties_of_their_own_are_options()
    {
        MachineOptions options = Parse("-M", "virt,smp.cpus=3,memory.size=64M,boot.menu=on").Options;
        Assert.Equal((3, 64ul << 20, true), (options.CpuCount, options.MemorySize, options.BootMenu.IsShown));
    }

    [Theory]
    [InlineData("-msg timestamp", true, null)]
    [InlineData("-msg timestamp=off,guest-name=on -name box", false, "box")]
    [InlineData("-msg guest-name=off -name box", false, null)]
    public void Messages_begin_with_what_is_asked_for(string line, bool hasTime, string? name)
    {
        SystemRequest request = Parse(line.Split(' '));
        Assert.Equal((hasTime, name), (request.StampsMessages, request.NameInMessages));
    }

    private static SystemRequest Parse(params string[] arguments)
    {
        SystemRequest? request = null;
        new EmulatorCommands("qemu-system-riscv64", wanted =>
        {
            request = wanted;
            return 0;
        }).Run(arguments);
        return request!;
    }
}
