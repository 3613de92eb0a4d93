using System.IO.Compression;
using System.Runtime.InteropServices;
using Emu.Core.DeviceTree;

namespace Emu.Cli.Tests;

/// <summary>What the published executable says and exits with, when it is asked for what cannot be and for what
/// can.</summary>
public sealed class ExecutableTests : IDisposable
{
    // lui t1, 0x100; lui t2, 5; addi t2, t2, 0x555; sw t2, 0(t1): powers off.
    private static readonly uint[] PoweringOff = [0x0010_0337, 0x0000_53b7, 0x5553_8393, 0x0073_2023];

    private readonly string folder = Directory.CreateTempSubdirectory("emu-cli-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(2, "-devcie", "-devcie", "virtio-net")]
    [InlineData(2, "-no-such-option", "-no-such-option")]
    [InlineData(1, "-kernel", "-M", "virt")]
    [InlineData(1, "/proc/none/kernel", "-kernel", "/proc/none/kernel")]
    [InlineData(1, "/proc/none/firmware", "-bios", "/proc/none/firmware")]
    [InlineData(1, "/tmp", "-kernel", "/tmp")]
    [InlineData(1, "/dev/zero: not a regular file", "-kernel", "/dev/zero")]
    [InlineData(1, "/tmp: cannot be written: it is a directory", "-d", "int", "-D", "/tmp", "-kernel", "FILE")]
    [InlineData(1, "'/tmp' cannot be written: it is a directory", "-serial", "file:/tmp", "-bios", "FILE")]
    [InlineData(1, "/tmp: cannot be written: it is a directory", "-M", "virt,dumpdtb=/tmp")]
    [InlineData(1, "/proc/none/tree", "-dtb", "/proc/none/tree", "-M", "virt,dumpdtb=/dev/null")]
    [InlineData(1, "-accel kvm", "-accel", "kvm", "-kernel", "FILE")]
    [InlineData(1, "12x", "-m", "12x")]
    [InlineData(1, "-m", "-m", "65536T", "-kernel", "/proc/self/exe")]
    [InlineData(1, "nothing", "-d", "nothing")]
    [InlineData(1, "/proc/none/log", "-d", "int", "-D", "/proc/none/log", "-kernel", "/proc/self/exe")]
    [InlineData(1, "/proc/none/dtb", "-M", "virt,dumpdtb=/proc/none/dtb")]
    [InlineData(1, "/proc/none/serial", "-serial", "file:/proc/none/serial", "-bios", "FILE")]
    public void What_cannot_be_is_one_line_and_a_status(int status, string named, params string[] options) =>
        Refused(status, named, [.. options.Select(option => option == "FILE" ? Write("raw", [0, 0, 0, 0]) : option)]);

    [Fact]
    public void More_memory_than_the_host_has_is_told_in_the_log_only()
    {
        string program = Write("off", MemoryMarshal.AsBytes<uint>(PoweringOff));
        Assert.Equal(new EmulatorRun(0, "", ""), EmulatorRun.System("-m", "4T", "-bios", program));
        EmulatorRun run = EmulatorRun.System("-m", "4T", "-d", "guest_errors", "-bios", program);
        Assert.Equal((0, ""), (run.Status, run.Output));
        Assert.Matches(@"\A-m: 4398046511104 bytes, of which the host has \d+;.*\n\z", run.Errors);
        Assert.Equal(new EmulatorRun(0, "", ""), EmulatorRun.System("-m", "64M", "-d", "guest_errors", "-bios", program));
    }

    [Fact]
    public void A_program_for_the_host_is_refused() => Refused(1, "RISC-V", "-kernel", EmulatorRun.Executable);

    [Fact]
    public void Wrong_files_are_refused()
    {
        Refused(1, "empty", "-kernel", Write("empty", []));
        Refused(1, "truncated", "-kernel", Write("elf", "\u007fELF\u0002\u0001\u0001"u8));
        Refused(1, "dtb", "-kernel", Write("kernel", [1, 2, 3, 4]), "-dtb", Write("dtb", [1, 2, 3, 4]));
        Refused(1, "-m", "-kernel", Write("large", new byte[9 << 20]), "-m", "8");
        using MemoryStream packed = new();
        using (GZipStream stream = new(packed, CompressionLevel.Fastest)) stream.Write(new byte[100_000]);
        Refused(1, "gunzip", "-kernel", Write("gz", packed.ToArray()));
    }

    [Theory]
    [InlineData("-version")]
    [InlineData("--version")]
    public void The_version_is_printed(string option)
    {
        Assert.Matches("^emu version [0-9.]+\n$", EmulatorRun.Of(EmulatorRun.Executable, option).Output);
        Assert.Matches("^emu version [0-9.]+\n$", EmulatorRun.System("-M", "virt", option).Output);
    }

    [Theory]
    [InlineData()]
    [InlineData("system")]
    [InlineData("system", "riscv64")]
    [InlineData("system", "aarch64")]
    public void Help_fits_a_terminal_of_80_columns(params string[] command)
    {
        EmulatorRun run = EmulatorRun.Of(EmulatorRun.Executable, [.. command, "-h"]);
        Assert.Equal((0, ""), (run.Status, run.Errors));
        Assert.All(run.Output.Split('\n'), line => Assert.True(line.Length <= 80, line));
        Assert.Contains("Usage", run.Output);
    }

    [Theory]
    [InlineData("-machine", "virt", "virt")]
    [InlineData("-M", "virt", "(alias of virt-7.2)")]
    [InlineData("-cpu", "zba", "cortex-a57")]
    [InlineData("-accel", "interp", "interp")]
    [InlineData("-accel", "cache=on|off|readonly", "cache=on|off|readonly")]
    [InlineData("-d", "guest_errors", "guest_errors")]
    [InlineData("-serial", "stdio", "stdio")]
    [InlineData("-bios", "machine mode", "EL1")]
    [InlineData("-display", "none", "none")]
    [InlineData("-smp", "cpus", "cpus")]
    [InlineData("-m", "MiB", "MiB")]
    public void Help_as_a_value_lists_what_there_is(string option, string onRiscV, string onArm)
    {
        foreach ((string guest, string listed) in (ReadOnlySpan<(string, string)>)[("riscv64", onRiscV), ("aarch64", onArm)])
        {
            EmulatorRun run = EmulatorRun.Machine(guest, option, "help");
            Assert.Equal((0, ""), (run.Status, run.Errors));
            Assert.Contains(listed, run.Output);
        }
    }

    [Theory]
    [InlineData("qemu-system-riscv64", 0x8000_0000u)]
    [InlineData("qemu-system-aarch64", 0x4000_0000u)]
    public void Started_by_QEMUs_name_it_takes_QEMUs_options(string name, uint memory)
    {
        string link = Path.Combine(folder, name), tree = Path.Combine(folder, "tree.dtb");
        File.CreateSymbolicLink(link, EmulatorRun.Executable);
        Assert.Equal(
            new EmulatorRun(0, "", ""), EmulatorRun.Of(link, "-M", $"virt,dumpdtb={tree}", "-smp", "3", "-m", "1G"));
        DeviceTreeDocument document = DeviceTreeReader.Parse(File.ReadAllBytes(tree));
        Assert.Equal([0u, memory, 0, 0x4000_0000], document.Find($"/memory@{memory:x}")!.FindProperty("reg")!.Cells);
        Assert.NotNull(document.Find("/cpus/cpu@2"));
        Assert.Null(document.Find("/cpus/cpu@3"));
    }

    [Fact]
    public void Started_by_the_name_of_another_program_it_refuses()
    {
        string link = Path.Combine(folder, "qemu-system-x86_64");
        File.CreateSymbolicLink(link, EmulatorRun.Executable);
        EmulatorRun run = EmulatorRun.Of(link, "-M", "virt");
        Assert.Equal((1, ""), (run.Status, run.Output));
        Assert.StartsWith("qemu-system-x86_64: ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void The_Arm_machine_is_known_by_the_name_of_its_version_too()
    {
        string[] trees = [Path.Combine(folder, "tree.dtb"), Path.Combine(folder, "versioned.dtb")];
        Assert.Equal(new EmulatorRun(0, "", ""), EmulatorRun.Machine("aarch64", "-M", $"virt,dumpdtb={trees[0]}"));
        Assert.Equal(new EmulatorRun(0, "", ""), EmulatorRun.Machine("aarch64", "-M", $"virt-7.2,dumpdtb={trees[1]}"));
        DeviceTreeDocument[] documents = [.. trees.Select(tree => DeviceTreeReader.Parse(File.ReadAllBytes(tree)))];
        Assert.All(documents, document => Assert.NotNull(document.Find("/intc@8000000")));
        Assert.Equal(new FileInfo(trees[0]).Length, new FileInfo(trees[1]).Length);
    }

    [Theory]
    [InlineData("emu", "system riscv64 -drvie", 2, "emu: -drvie: invalid option")]
    [InlineData("qemu-system-riscv64", "-drvie", 1, "qemu-system-riscv64: -drvie: invalid option")]
    [InlineData("qemu-system-aarch64", "-drvie", 1, "qemu-system-aarch64: -drvie: invalid option")]
    [InlineData("qemu-system-aarch64", "-cpu cortex-a15 -kernel /none", 1, "qemu-system-aarch64: -cpu: CPU model 'cortex-a15'")]
    [InlineData("qemu-system-aarch64", "-M virt,secure=on -kernel /none", 1, "qemu-system-aarch64: -machine virt,secure=on")]
    [InlineData("qemu-system-aarch64", "-M virt-6.2 -kernel /none", 1,
        "qemu-system-aarch64: -machine virt-6.2: 'virt-6.2' is not there, as machines of other versions differ; write virt for virt-7.2")]
    [InlineData("qemu-system-riscv64", "-M virt-7.2 -kernel /none", 1, "qemu-system-riscv64: -machine virt-7.2: 'virt-7.2' is not a machine")]
    [InlineData("qemu-system-aarch64", "-smp 9 -kernel /none", 1, "qemu-system-aarch64: -smp")]
    [InlineData("qemu-system-riscv64", "-drive if=ide,file=x", 1,
        "qemu-system-riscv64: -drive if=ide,file=x: machine type does not support if=ide")]
    [InlineData("qemu-system-riscv64", "-daemonize -kernel /none", 1, "qemu-system-riscv64: ")]
    [InlineData("qemu-riscv64", "-nonsense", 1, "qemu-riscv64: ")]
    [InlineData("qemu-riscv64", "/none", 1, "qemu-riscv64: ")]
    public void A_message_begins_with_the_name_that_the_program_was_started_by(string name, string line, int status, string begin)
    {
        string link = Path.Combine(folder, name);
        File.CreateSymbolicLink(link, EmulatorRun.Executable);
        EmulatorRun run = EmulatorRun.Of(link, line.Split(' '));
        Assert.Equal((status, ""), (run.Status, run.Output));
        Assert.StartsWith(begin, run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(">", "\"$1\" -version", "emu version")]
    [InlineData("2>", "\"$1\" -nonsense", "emu: ")]
    public void Messages_leave_alone_what_stands_in_the_file_around_them(string redirection, string command, string said)
    {
        string file = Path.Combine(folder, "all"), channel = redirection == ">" ? "" : ">&2";
        string script = $"(echo before {channel}; {command}; echo after {channel}) {redirection} \"$2\"";
        EmulatorRun.Of("/bin/sh", "-c", script, "sh", EmulatorRun.Executable, file);
        string[] lines = File.ReadAllLines(file);
        Assert.Equal(("before", "after", 3), (lines[0], lines[^1], lines.Length));
        Assert.StartsWith(said, lines[1]);
    }

    [Fact]
    public void The_users_own_device_tree_takes_the_place_of_the_machines()
    {
        DeviceTreeDocument own = new();
        own.Root.SetStrings("model", "mine");
        string source = Write("own.dtb", DeviceTreeWriter.Write(own)), copy = Path.Combine(folder, "copy.dtb");
        string log = Path.Combine(folder, "log");
        Assert.Equal(
            new EmulatorRun(0, "", ""),
            EmulatorRun.System("-M", $"virt,dumpdtb={copy}", "-dtb", source, "-d", "int", "-D", log));
        Assert.Equal(["mine"], DeviceTreeReader.Parse(File.ReadAllBytes(copy)).Root.FindProperty("model")!.Strings);
        Assert.True(File.Exists(log));
    }

    private static void Refused(int status, string named, params string[] options)
    {
        EmulatorRun run = EmulatorRun.System(options);
        Assert.Equal((status, ""), (run.Status, run.Output));
        Assert.Contains(named, run.Errors);
        Assert.StartsWith("emu: ", run.Errors);
        Assert.Equal(1, run.Errors.Count(character => character == '\n'));
    }

    private string Write(string name, ReadOnlySpan<byte> content)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
