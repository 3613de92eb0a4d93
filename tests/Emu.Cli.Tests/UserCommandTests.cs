using System.Runtime.Versioning;
using System.Text;
using Emu.Cli.CommandLine;
using Emu.Core.Logging;
using Emu.Engine;
using Emu.Guest.RiscV;
using Emu.Guest.RiscV.Linux;
using Emu.Linux.Processes;

namespace Emu.Cli.Tests;

/// <summary>What user mode's command lines and variables mean, without running anything.</summary>
[SupportedOSPlatform("linux")]
public sealed class UserCommandTests
{
    [Fact]
    public void Options_end_at_the_program_and_the_rest_is_its_own()
    {
        UserOptions options = Parse("-strace", "prog", "-strace", "--", "-h");
        Assert.Equal("prog", Text(options.Program));
        Assert.Equal(["prog", "-strace", "--", "-h"], options.Arguments.Select(Text));
        Assert.True(options.Trace);
        Assert.Equal("-odd", Text(Parse("--", "-odd").Program));
        Assert.Equal(0x1000ul, Parse("--B", "4096", "prog").GuestBase);
    }

    [Fact]
    public void Without_options_all_is_as_on_the_host()
    {
        UserOptions options = Parse("prog");
        Assert.Equal("/etc/qemu-binfmt/riscv64", options.Sysroot);
        Assert.Equal(0ul, options.StackSize);
        Assert.Null(options.GuestBase);
        Assert.Equal(0ul, options.ReservedSize);
        Assert.False(options.Trace);
        Assert.Null(options.UnameRelease);
        Assert.Null(options.Seed);
        Assert.Equal(LogItems.None, options.LogItems);
        Assert.Equal(AccelKind.Aot, options.Accel.Kind);
        Assert.Equal(-1, options.ProgramDescriptor);
        Assert.Equal(["HOME=/root", "A=1"], options.Environment.Select(Text));
    }

    [Fact]
    public void Each_option_with_a_value_is_read()
    {
        UserOptions options = Parse(
            "-L", "/root/sys", "-s", "2M", "-B", "0x10000000", "-R", "1G", "-r", "9.8", "-seed", "017", "-0", "zero",
            "-d", "strace,int", "-D", "log", "-p", "4096", "-accel", "interp", "-cpu", "rv64,zba=off", "prog", "x");
        Assert.Equal("/root/sys", options.Sysroot);
        Assert.Equal(2ul << 20, options.StackSize);
        Assert.Equal(0x1000_0000ul, options.GuestBase);
        Assert.Equal(1ul << 30, options.ReservedSize);
        Assert.Equal("9.8", options.UnameRelease);
        Assert.Equal(15ul, options.Seed);
        Assert.Equal(["zero", "x"], options.Arguments.Select(Text));
        Assert.Equal("prog", Text(options.Program));
        Assert.Equal(LogItems.Interrupts, options.LogItems);
        Assert.True(options.Trace);
        Assert.Equal("log", Text(options.LogFile!));
        Assert.Equal(AccelKind.Interpreter, options.Accel.Kind);
        Assert.DoesNotContain("zba", ((IsaOptions)options.Model).IsaString);
    }

    [Theory]
    [InlineData("QEMU_LD_PREFIX", "/p", "-L", "/p")]
    [InlineData("QEMU_STACK_SIZE", "3M", "-s", "3M")]
    [InlineData("QEMU_CPU", "rv64,zba=off", "-cpu", "rv64,zba=off")]
    [InlineData("QEMU_ARGV0", "name", "-0", "name")]
    [InlineData("QEMU_UNAME", "6.6", "-r", "6.6")]
    [InlineData("QEMU_GUEST_BASE", "0x5000", "-B", "0x5000")]
    [InlineData("QEMU_RESERVED_VA", "2G", "-R", "2G")]
    [InlineData("QEMU_LOG", "exec", "-d", "exec")]
    [InlineData("QEMU_STRACE", "", "-strace", null)]
    [InlineData("QEMU_SINGLESTEP", "1", "-singlestep", null)]
    [InlineData("QEMU_RAND_SEED", "7", "-seed", "7")]
    public void Each_variable_means_what_its_option_means(string name, string value, string option, string? argument)
    {
        UserOptions byVariable = Read(["prog"], [$"{name}={value}"], BinaryFormatStart.None).Program;
        UserOptions byOption = Parse(argument is null ? [option, "prog"] : [option, argument, "prog"]);
        Assert.Equal(Comparable(byOption), Comparable(byVariable));
        Assert.NotEqual(Comparable(Parse("prog")), Comparable(byVariable));

        static string Comparable(UserOptions options) =>
            $"{options.Sysroot} {options.StackSize} {((IsaOptions)options.Model).IsaString} {Text(options.Arguments[0])} " +
            $"{options.UnameRelease} {options.GuestBase} {options.ReservedSize} {options.LogItems} {options.Trace} " +
            $"{options.Accel.Kind} {options.Seed}";
    }

    [Fact]
    public void Variables_of_the_program_are_set_and_removed_and_the_last_change_stays()
    {
        Assert.Equal(
            ["HOME=/root", "A=9", "C=a b", "D=", "E=x=y"],
            Parse("-E", "A=2,C=a b", "-E", "D=,E=x=y", "-E", "A=9", "prog").Environment.Select(Text));
        Assert.Equal(["HOME=/root"], Parse("-U", "A,NONE", "prog").Environment.Select(Text));
        Assert.Equal(["HOME=/root", "A=3"], Parse("-U", "A", "-E", "A=3", "prog").Environment.Select(Text));
        UserOptions options = Read(
            ["-E", "A=4", "prog"], ["A=1", "B=2", "QEMU_SET_ENV=A=2,C=3", "QEMU_UNSET_ENV=B"],
            BinaryFormatStart.None).Program;
        Assert.Equal(
            ["A=4", "C=3"],
            options.Environment.Select(Text).Where(entry => !entry.StartsWith("QEMU_", StringComparison.Ordinal)));
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_stay_as_they_are()
    {
        byte[] odd = [0xff, 0xfe, (byte)'x'];
        UserCommand command = new([odd, odd], [[.. "N="u8, .. odd]], BinaryFormatStart.None, [GuestArchitectures.All[0]]);
        Assert.Equal(odd, command.Program.Program);
        Assert.Equal(odd, command.Program.Arguments[1]);
        Assert.Equal([.. "N="u8, .. odd], command.Program.Environment[0]);
    }

    [Theory]
    [InlineData("-dfilter 0x1000 prog", "-dfilter")]
    [InlineData("-trace x prog", "-trace")]
    [InlineData("-plugin x prog", "-plugin")]
    [InlineData("-one-insn-per-tb prog", "-one-insn-per-tb")]
    [InlineData("-nonsense prog", "-nonsense")]
    [InlineData("- prog", "-:")]
    [InlineData("-strace=1 prog", "-strace=1")]
    [InlineData("-L", "-L")]
    [InlineData("", "program")]
    [InlineData("-strace", "program")]
    public void What_is_not_there_is_refused_by_name_with_status_2(string line, string named)
    {
        CommandLineException e = Assert.Throws<CommandLineException>(() => Parse(Words(line)));
        Assert.Equal(2, e.ExitStatus);
        Assert.Contains(named, e.Message);
    }

    [Theory]
    [InlineData("QEMU_DFILTER")]
    [InlineData("QEMU_TRACE")]
    [InlineData("QEMU_PLUGIN")]
    public void A_variable_of_QEMU_that_is_not_there_is_refused_by_its_own_name(string name) =>
        Assert.Contains(name, Assert.Throws<CommandLineException>(
            () => Read(["prog"], [$"{name}=1"], BinaryFormatStart.None)).Message);

    [Theory]
    [InlineData("-s 0")]
    [InlineData("-s 1x")]
    [InlineData("-s 99999999999999999999")]
    [InlineData("-B 1")]
    [InlineData("-B zero")]
    [InlineData("-R -1")]
    [InlineData("-p 16384")]
    [InlineData("-seed x")]
    [InlineData("-seed 08")]
    [InlineData("-E NAME")]
    [InlineData("-U A=1")]
    [InlineData("-cpu z80")]
    [InlineData("-d nonsense")]
    [InlineData("-accel nonsense")]
    [InlineData("-singlestep -accel aot")]
    [InlineData("-D file")]
    public void A_wrong_value_is_refused_by_the_name_of_its_option_with_status_1(string line)
    {
        CommandLineException e = Assert.Throws<CommandLineException>(() => Parse([.. Words(line), "prog"]));
        Assert.Equal(1, e.ExitStatus);
        Assert.Contains(line.Split(' ')[0], e.Message);
    }

    [Theory]
    [InlineData("-h", "-strace")]
    [InlineData("--help", "QEMU_LD_PREFIX")]
    [InlineData("-version", "emu version")]
    [InlineData("-cpu help", "rv64")]
    [InlineData("-d help", "strace")]
    [InlineData("-accel help", "interp")]
    public void What_only_tells_something_needs_no_program(string line, string part) =>
        Assert.Contains(part, Read(Words(line), [], BinaryFormatStart.None).Text);

    [Fact]
    public void Binfmt_misc_passes_the_open_program_and_its_own_first_argument()
    {
        UserOptions options = Read(["/bin/prog", "name", "x"], [], new BinaryFormatStart(7, true, false)).Program;
        Assert.Equal(7, options.ProgramDescriptor);
        Assert.Equal("/bin/prog", Text(options.Program));
        Assert.Equal(["name", "x"], options.Arguments.Select(Text));
    }

    [Fact]
    public void A_program_with_more_rights_than_its_caller_takes_nothing_from_variables()
    {
        UserOptions options = Read(
            ["prog"], ["QEMU_LD_PREFIX=/mine", "QEMU_STRACE=1"], new BinaryFormatStart(3, false, true)).Program;
        Assert.Equal(RiscVLinux.Guest.DefaultSysroot, options.Sysroot);
        Assert.False(options.Trace);
        Assert.True(options.IsSecure);
    }

    [Theory]
    [InlineData(243, "riscv64")]
    [InlineData(183, "aarch64")]
    [InlineData(62, "riscv64")]
    public void The_header_of_the_program_tells_the_guest(byte machine, string guest)
    {
        string folder = Directory.CreateTempSubdirectory("emu-guest-").FullName, program = Path.Combine(folder, "prog");
        string script = Path.Combine(folder, "script");
        try
        {
            File.WriteAllBytes(program, [
                0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, machine, 0, 1, .. new byte[43]]);
            File.WriteAllText(script, $"#!{program}\n");
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            foreach (string path in (string[])[program, script])
            {
                UserCommand command = ReadForAny(path);
                Assert.Equal(guest, command.Guest.Name);
                Assert.Equal(guest, command.Program.Model.Architecture.Name);
                Assert.Equal($"/etc/qemu-binfmt/{guest}", command.Program.Sysroot);
                Assert.Equal(
                    GuestArchitectures.All.Select(each => each.Linux.Abi).Where(each => each != command.Guest.Linux.Abi),
                    command.Program.Others.Select(each => each.Abi));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("cortex-a57", "aarch64")]
    [InlineData("rv64,zba=off", "riscv64")]
    [InlineData("max", "riscv64")]
    public void When_there_is_no_program_to_look_at_the_guest_is_the_one_that_has_the_CPU(string cpu, string guest) =>
        Assert.Equal(guest, ReadForAny("-cpu", cpu, "/no/program").Guest.Name);

    [Fact]
    public void Of_several_CPUs_the_last_one_counts_and_programs_of_other_guests_have_their_own()
    {
        UserOptions options = ReadForAny("-cpu", "z80", "-L", "/s", "-cpu", "cortex-a72", "/no/program").Program;
        Assert.Equal("aarch64", options.Model.Architecture.Name);
        Assert.Equal(
            ["emu", "user", "-cpu", "z80", "-L", "/s", "-cpu", "cortex-a72"], options.EmulatorArguments.Select(Text));
        Assert.Equal([.. options.EmulatorArguments.Select(Text), "-cpu", "max"], options.OtherArguments.Select(Text));
        Assert.Equal("/s", options.OtherSysroot);
    }

    [Theory]
    [InlineData("-cpu help", "riscv64:\n", "aarch64:\n", "cortex-a76")]
    [InlineData("-syscalls", "aarch64:\n", " 38 renameat ", "riscv_hwprobe")]
    [InlineData("-h", "64-bit RISC-V or 64-bit Arm", "/etc/qemu-binfmt/riscv64, /etc/qemu-binfmt/aarch64", "-L")]
    public void Help_tells_of_each_guest(string line, params string[] parts) =>
        Assert.All(parts, part => Assert.Contains(part, ReadForAny(Words(line)).Text));

    [Theory]
    [InlineData("qemu-aarch64", "prog", 1)]
    [InlineData("qemu-aarch64-static", "prog", 1)]
    [InlineData("qemu-riscv64", "prog", 1)]
    [InlineData("qemu-riscv64-static", "prog", 1)]
    [InlineData("qemu-riscv64", "user", 1)]
    [InlineData("emu", "user", 2)]
    [InlineData("emu", "system", 0)]
    [InlineData("qemu-system-riscv64", "user", 0)]
    public void User_mode_is_chosen_by_name_or_by_the_first_argument(string name, string argument, int count) =>
        Assert.Equal(count, UserCommand.CountSelecting(name, [argument]));

    private static UserOptions Parse(params string[] arguments) =>
        Read(arguments, ["HOME=/root", "A=1"], BinaryFormatStart.None).Program;

    private static UserCommand ReadForAny(params string[] arguments) =>
        new([.. arguments.Select(Encoding.UTF8.GetBytes)], [], BinaryFormatStart.None, GuestArchitectures.All);

    private static UserCommand Read(string[] arguments, string[] environment, BinaryFormatStart start) =>
        new(
            [.. arguments.Select(Encoding.UTF8.GetBytes)], [.. environment.Select(Encoding.UTF8.GetBytes)], start,
            [GuestArchitectures.All[0]]);

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
