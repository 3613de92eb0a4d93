using System.IO.Compression;
using Emu.Core.DeviceTree;

namespace Emu.Cli.Tests;

/// <summary>What the published executable says and exits with, when it is asked for what cannot be and for what
/// can.</summary>
public sealed class ExecutableTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("emu-cli-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(2, "-device", "-device", "virtio-net")]
    [InlineData(2, "-no-such-option", "-no-such-option")]
    [InlineData(1, "-kernel", "-M", "virt")]
    [InlineData(1, "/nonexistent/kernel", "-kernel", "/nonexistent/kernel")]
    [InlineData(1, "/nonexistent/firmware", "-bios", "/nonexistent/firmware")]
    [InlineData(1, "/tmp", "-kernel", "/tmp")]
    [InlineData(1, "12x", "-m", "12x")]
    [InlineData(1, "-m", "-m", "65536T", "-kernel", "/proc/self/exe")]
    [InlineData(1, "nothing", "-d", "nothing")]
    [InlineData(1, "/nonexistent/log", "-d", "int", "-D", "/nonexistent/log", "-kernel", "/proc/self/exe")]
    [InlineData(1, "/nonexistent/dtb", "-M", "virt,dumpdtb=/nonexistent/dtb")]
    [InlineData(1, "/nonexistent/serial", "-serial", "file:/nonexistent/serial", "-bios", "FILE")]
    public void What_cannot_be_is_one_line_and_a_status(int status, string named, params string[] options) =>
        Refused(status, named, [.. options.Select(option => option == "FILE" ? Write("raw", [0, 0, 0, 0]) : option)]);

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
    public void Help_fits_a_terminal_of_80_columns(params string[] command)
    {
        EmulatorRun run = EmulatorRun.Of(EmulatorRun.Executable, [.. command, "-h"]);
        Assert.Equal((0, ""), (run.Status, run.Errors));
        Assert.All(run.Output.Split('\n'), line => Assert.True(line.Length <= 80, line));
        Assert.Contains("Usage", run.Output);
    }

    [Theory]
    [InlineData("-machine", "virt")]
    [InlineData("-M", "virt")]
    [InlineData("-cpu", "zba")]
    [InlineData("-accel", "interp")]
    [InlineData("-d", "guest_errors")]
    [InlineData("-serial", "stdio")]
    [InlineData("-bios", "default")]
    [InlineData("-display", "none")]
    [InlineData("-smp", "cpus")]
    [InlineData("-m", "MiB")]
    public void Help_as_a_value_lists_what_there_is(string option, string listed)
    {
        EmulatorRun run = EmulatorRun.System(option, "help");
        Assert.Equal((0, ""), (run.Status, run.Errors));
        Assert.Contains(listed, run.Output);
    }

    [Fact]
    public void Started_by_QEMUs_name_it_takes_QEMUs_options()
    {
        string link = Path.Combine(folder, "qemu-system-riscv64"), tree = Path.Combine(folder, "tree.dtb");
        File.CreateSymbolicLink(link, EmulatorRun.Executable);
        Assert.Equal(
            new EmulatorRun(0, "", ""), EmulatorRun.Of(link, "-M", $"virt,dumpdtb={tree}", "-smp", "3", "-m", "1G"));
        DeviceTreeDocument document = DeviceTreeReader.Parse(File.ReadAllBytes(tree));
        Assert.Equal([0u, 0x8000_0000, 0, 0x4000_0000], document.Find("/memory@80000000")!.FindProperty("reg")!.Cells);
        Assert.NotNull(document.Find("/cpus/cpu@2"));
        Assert.Null(document.Find("/cpus/cpu@3"));
    }

    [Fact]
    public void Started_by_the_name_of_another_program_it_refuses()
    {
        string link = Path.Combine(folder, "qemu-system-x86_64");
        File.CreateSymbolicLink(link, EmulatorRun.Executable);
        EmulatorRun run = EmulatorRun.Of(link, "-M", "virt");
        Assert.Equal((2, ""), (run.Status, run.Output));
        Assert.Contains("qemu-system-x86_64", run.Errors);
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
