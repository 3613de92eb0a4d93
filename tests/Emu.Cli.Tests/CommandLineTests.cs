using Emu.Cli.CommandLine;
using Emu.Core.Logging;
using Emu.Engine;
using Emu.Guest.RiscV;
using Emu.Machine.Boot;

namespace Emu.Cli.Tests;

/// <summary>What command lines mean, without running anything.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("", 128ul << 20)]
    [InlineData("-m 1", 1ul << 20)]
    [InlineData("-m 512", 512ul << 20)]
    [InlineData("-m 512M", 512ul << 20)]
    [InlineData("-m 2g", 2ul << 30)]
    [InlineData("-m 1.5G", 1536ul << 20)]
    [InlineData("-m 65536k", 64ul << 20)]
    [InlineData("-m 5000b", 8192)]
    [InlineData("-m size=1T", 1ul << 40)]
    [InlineData("--m 256 -m 64", 64ul << 20)]
    public void Memory_is_in_MiB_or_by_its_suffix_and_the_last_one_wins(string line, ulong bytes) =>
        Assert.Equal(bytes, Parse(line).Options.MemorySize);

    [Theory]
    [InlineData("", 1)]
    [InlineData("-smp 4", 4)]
    [InlineData("-smp cpus=64", 64)]
    [InlineData("-smp 4 -smp 2", 2)]
    [InlineData("-smp cpus=4,sockets=1,cores=2,threads=2,maxcpus=4", 4)]
    [InlineData("-smp sockets=2,cores=2,threads=1", 4)]
    [InlineData("-smp 2,maxcpus=8", 2)]
    [InlineData("-smp 4,sockets=2", 4)]
    public void The_number_of_harts_is_read(string line, int cpus) =>
        Assert.Equal(cpus, Parse(line).Options.CpuCount);

    [Fact]
    public void Boot_options_are_read_as_they_stand()
    {
        SystemRequest request = Parse(
            "-kernel", "Image", "-initrd", "disk", "-append", "-console=ttyS0 root=/dev/ram", "-dtb", "x.dtb",
            "-bios", "fw.bin");
        BootOptions expected = new()
        {
            KernelPath = "Image",
            InitialRamdiskPath = "disk",
            CommandLine = "-console=ttyS0 root=/dev/ram",
            DeviceTreePath = "x.dtb",
            Firmware = FirmwareKind.File,
            FirmwarePath = "fw.bin",
        };
        Assert.Equal(expected, request.Options.Boot);
    }

    [Theory]
    [InlineData("-nographic")]
    [InlineData("-smp")]
    [InlineData("@file")]
    [InlineData("[suggest]")]
    [InlineData("help")]
    [InlineData("")]
    public void A_kernels_command_line_may_be_any_text(string text) =>
        Assert.Equal(text, Parse("-kernel", "k", "-append", text).Options.Boot.CommandLine);

    [Theory]
    [InlineData("", FirmwareKind.BuiltIn)]
    [InlineData("-bios default", FirmwareKind.BuiltIn)]
    [InlineData("-bios none", FirmwareKind.None)]
    [InlineData("-bios ./none", FirmwareKind.File)]
    public void Firmware_is_the_emulators_unless_asked_otherwise(string line, FirmwareKind kind) =>
        Assert.Equal(kind, Parse(line).Options.Boot.Firmware);

    [Fact]
    public void Features_of_the_CPU_are_turned_off_by_name()
    {
        IsaOptions isa = Assert.IsType<IsaOptions>(Parse("-cpu rv64,zba=off,sv57=off").Options.CpuModel);
        Assert.False(isa.Has(Extensions.Zba));
        Assert.True(isa.Has(Extensions.Zbb));
        Assert.Equal(PagingMode.Sv48, isa.HighestPagingMode);
    }

    [Fact]
    public void Log_items_add_up_and_may_go_to_a_file()
    {
        SystemRequest request = Parse("-d int,mmu,guest_errors -D log.txt");
        Assert.Equal(LogItems.Interrupts | LogItems.Mmu | LogItems.GuestErrors, request.LogItems);
        Assert.Equal("log.txt", request.LogFile);
    }

    [Fact]
    public void A_map_for_perf_is_asked_for_by_itself_or_as_a_property_of_the_translator()
    {
        Assert.False(Parse("-accel aot").Options.Accel.PerfMap);
        Assert.True(Parse("-perfmap").Options.Accel.PerfMap);
        Assert.Equal(
            Parse("-accel aot,hot=9,perf=on").Options.Accel, Parse("-accel aot,hot=9 -perfmap").Options.Accel);
        Assert.Contains(
            "-accel interp",
            Assert.Throws<CommandLineException>(() => Parse("-accel interp -perfmap")).Message);
    }

    [Fact]
    public void Machine_options_add_up_and_two_commas_are_one_in_a_name()
    {
        SystemRequest request = Parse("-M", "virt,accel=interp", "-machine", "dumpdtb=a,,b.dtb");
        Assert.Equal(("virt", "a,b.dtb"), (request.Machine.Board.Name, request.Machine.DeviceTreeFile));
    }

    [Theory]
    [InlineData("-kernel")]
    [InlineData("-bios")]
    [InlineData("-initrd")]
    [InlineData("-dtb")]
    [InlineData("-D")]
    public void An_empty_file_name_is_refused_by_its_option(string option)
    {
        CommandLineException refusal = Assert.Throws<CommandLineException>(
            () => Parse("-kernel", "k", "-d", "int", option, ""));
        Assert.Equal($"{option}: the name of the file is empty", refusal.Message);
    }

    [Fact]
    public void An_empty_name_for_the_device_tree_is_refused() =>
        Assert.Contains("dumpdtb", Assert.Throws<CommandLineException>(() => Parse("-M", "virt,dumpdtb=")).Message);

    [Fact]
    public void The_accelerator_is_handed_on()
    {
        SystemRequest request = Parse("-accel", "tcg,threads=2,thread=single");
        Assert.Equal(new AccelOptions() { Threads = 2 }, request.Options.Accel);
        Assert.Single(request.Notes);
        Assert.Equal(AccelKind.Interpreter, Parse("-M", "virt,accel=interp").Options.Accel.Kind);
    }

    [Theory]
    [InlineData("-name box", "box")]
    [InlineData("-name guest=box", "box")]
    [InlineData("-name guest=a,process=box,debug-threads=on", "box")]
    public void The_name_is_read(string line, string name) => Assert.Equal(name, Parse(line).Name);

    [Fact]
    public void No_reboot_is_read()
    {
        Assert.True(Parse("-no-reboot").Options.EndsOnReset);
        Assert.False(Parse("").Options.EndsOnReset);
    }

    [Fact]
    public void The_program_answers_to_the_name_of_QEMUs()
    {
        SystemRequest? request = null;
        new EmulatorCommands("qemu-system-riscv64", wanted => Keep(wanted, out request)).Run(["-smp", "2"]);
        Assert.Equal(2, request!.Options.CpuCount);
    }

    [Theory]
    [InlineData("-drvie file=x", "-drive")]
    [InlineData("-device", "-device")]
    [InlineData("-kernel", "-kernel")]
    [InlineData("-kernel k -netdev", "-netdev")]
    [InlineData("-m2", "-m2")]
    public void What_is_not_an_option_is_a_usage_error_that_names_it(string line, string named) =>
        Refused(line, ExitStatus.Usage, named);

    [Theory]
    [InlineData("-m 12x", "12x")]
    [InlineData("-m 0", "0")]
    [InlineData("-m -5", "-5")]
    [InlineData("-m 99999999E", "99999999E")]
    [InlineData("-m 1G,slots=2", "slots")]
    [InlineData("-m ,", ",")]
    [InlineData("-smp 0", "0")]
    [InlineData("-smp 65", "64")]
    [InlineData("-smp two", "two")]
    [InlineData("-smp 4,sockets=3", "sockets")]
    [InlineData("-smp 4,sockets=1,cores=1,threads=1", "maxcpus (4)")]
    [InlineData("-smp cpus=2,maxcpus=1", "maxcpus (1)")]
    [InlineData("-smp foo=1", "smp.foo")]
    [InlineData("-machine virt,foo=on", "'virt-machine.foo' not found")]
    [InlineData("-machine virt,usb=on", "usb=off")]
    [InlineData("-nic nope,foo=1 -boot order=z", "'z'")]
    [InlineData("-boot foo=1", "boot.foo")]
    [InlineData("-rtc base=abc", "invalid datetime")]
    [InlineData("-rtc foo=1", "foo")]
    [InlineData("-uuid abc", "UUID")]
    [InlineData("-action reboot=x", "'reboot' does not accept value 'x'")]
    [InlineData("-msg x=1", "'x'")]
    [InlineData("-overcommit mem-lock=on", "mem-lock=off")]
    [InlineData("-numa node -numa node", "one node")]
    [InlineData("-parallel stdio", "-parallel none")]
    [InlineData("-vnc :1", "-vnc")]
    [InlineData("-virtfs local", "-virtfs")]
    [InlineData("-enable-kvm", "kvm")]
    [InlineData("-set device.a.b=1", "there is no device \"a\"")]
    [InlineData("-set foo", "can't parse")]
    [InlineData("-readconfig /nope", "/nope")]
    [InlineData("-drive if=none,id=a", "Must specify either driver or file")]
    [InlineData("-drive file=x,if=ide", "if=virtio")]
    [InlineData("-drive file=x,if=abc", "unsupported bus type 'abc'")]
    [InlineData("-drive file=x,cache=abc", "invalid cache option")]
    [InlineData("-drive file=x,aio=abc", "invalid aio option")]
    [InlineData("-drive file=x,id=a -drive file=y,id=a", "Duplicate ID 'a' for drive")]
    [InlineData("-netdev user,id=1x", "expects an identifier")]
    [InlineData("-device {", "premature EOI")]
    [InlineData("-machine q35", "q35")]
    [InlineData("-machine virt,aia=aplic", "aia")]
    [InlineData("-machine virt,accel=kvm", "kvm")]
    [InlineData("-machine virt,accel=", "accel")]
    [InlineData("-machine virt,accel=tcg -accel aot", "-accel")]
    [InlineData("-accel kvm", "kvm")]
    [InlineData("-accel tcg,threads=x", "threads")]
    [InlineData("-cpu sifive-u54", "sifive-u54")]
    [InlineData("-cpu rv64,q=on", "q")]
    [InlineData("-serial stdoi", "stdoi")]
    [InlineData("-serial file", "file")]
    [InlineData("-serial null:x", "null:x")]
    [InlineData("-serial mon:none", "none")]
    [InlineData("-serial tcp:1234", "HOST:PORT")]
    [InlineData("-serial null -serial null -serial null -serial null -serial pty", "pty")]
    [InlineData("-display gtk", "gtk")]
    [InlineData("-monitor stdoi", "stdoi")]
    [InlineData("-d everything", "everything")]
    [InlineData("-D file", "-D")]
    [InlineData("-append x", "-append")]
    [InlineData("-initrd x", "-initrd")]
    [InlineData("-name foo=x", "foo")]
    public void A_wrong_value_is_refused_by_name(string line, string named) => Refused(line, ExitStatus.Failure, named);

    [Theory]
    [InlineData("qemu-system-x86_64")]
    [InlineData("qemu-img")]
    public void A_name_that_the_program_cannot_stand_in_for_is_refused(string name) =>
        Assert.Contains(name, Assert.Throws<CommandLineException>(() => new EmulatorCommands(name, _ => 0)).Message);

    [Theory]
    [InlineData("")]
    [InlineData("system")]
    [InlineData("system x86_64")]
    [InlineData("image")]
    public void A_command_that_is_missing_or_unknown_is_a_usage_error(string line)
    {
        CommandLineException refusal = Assert.Throws<CommandLineException>(
            () => new EmulatorCommands("emu", _ => 0).Run(Split(line)));
        Assert.Equal(ExitStatus.Usage, refusal.ExitStatus);
    }

    private static void Refused(string line, int status, string named)
    {
        CommandLineException refusal = Assert.Throws<CommandLineException>(() => Parse(line));
        Assert.Equal(status, refusal.ExitStatus);
        Assert.Contains(named, refusal.Message);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    private static SystemRequest Parse(string line) => Parse(Split(line));

    private static SystemRequest Parse(params string[] arguments)
    {
        SystemRequest? request = null;
        EmulatorCommands commands = new("emu", wanted => Keep(wanted, out request));
        Assert.Equal(0, commands.Run(["system", "riscv64", .. arguments]));
        return request!;
    }

    private static int Keep(SystemRequest wanted, out SystemRequest? kept)
    {
        kept = wanted;
        return 0;
    }

    private static string[] Split(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
