using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Emu.Cli.Tests;

/// <summary>What SECURITY.md says of how the executable and the C in it were built.</summary>
public sealed class HardeningTests
{
    private static readonly string Root = typeof(HardeningTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    [Fact]
    public void The_executable_has_nothing_both_writable_and_executable()
    {
        string headers = ReadElf("--wide", "--program-headers", EmulatorRun.Executable);
        Assert.Contains("GNU_RELRO", headers);
        // Type, offset, two addresses, two sizes, flags, alignment.
        const string pattern = @"^ +(?:LOAD|GNU_STACK)(?: +0x\w+){5} ([R ][W ][E ]) ";
        string[] flags = [.. Regex.Matches(headers, pattern, RegexOptions.Multiline).Select(match => match.Groups[1].Value)];
        Assert.True(flags.Length >= 4, headers);
        Assert.DoesNotContain(flags, flag => flag.Contains('W') && flag.Contains('E'));
    }

    [Fact]
    public void A_machine_lies_at_a_random_address_and_nothing_of_it_where_its_file_says()
    {
        ulong prepared = Convert.ToUInt64(
            Regex.Match(ReadElf("--wide", "--program-headers", EmulatorRun.Executable), @"LOAD +0x0+ 0x(\w+)").Groups[1].Value, 16);
        ulong size = (ulong)new FileInfo(EmulatorRun.Executable).Length;
        ulong[] first = MapsOfMachine(), second = MapsOfMachine();
        Assert.All([.. first, .. second], address => Assert.False(address - prepared < size));
        Assert.NotEqual(first[0], second[0]);
    }

    [Fact]
    public void Each_object_of_the_shim_marks_the_targets_of_its_jumps_and_keeps_a_shadow_stack()
    {
        if (RuntimeInformation.OSArchitecture != Architecture.X64) return;
        string archive = Path.Combine(Root, "artifacts", "native", "libemunative.a");
        int objects = Directory.GetFiles(Path.Combine(Root, "native"), "*.c").Length;
        string notes = ReadElf("--wide", "--notes", archive);
        Assert.Equal(objects, Regex.Count(notes, "^File: ", RegexOptions.Multiline));
        Assert.Equal(objects, Regex.Count(notes, "x86 feature: IBT, SHSTK"));
        Assert.Contains("__stack_chk_fail", ReadElf("--wide", "--symbols", archive));
    }

    [Fact]
    public void The_shim_is_compiled_with_checks_of_buffers_and_of_the_stack()
    {
        string project = File.ReadAllText(Path.Combine(Root, "native", "Emu.Native.proj"));
        foreach (string flag in (string[])["-D_FORTIFY_SOURCE=3", "-fstack-protector-strong", "-fstack-clash-protection"])
            Assert.Contains(flag, project);
    }

    // Where the pieces of the executable, and its heap, lie in a machine that has begun.
    private static ulong[] MapsOfMachine()
    {
        using Process process = Process.Start(new ProcessStartInfo(
            EmulatorRun.Executable, ["system", "riscv64", "-M", "virt", "-display", "none", "-monitor", "none", "-serial", "none", "-S",
                "-bios", Path.Combine(Root, "LICENSE")])
        {
            RedirectStandardError = true,
        })!;
        try
        {
            Assert.True(
                SpinWait.SpinUntil(() => Directory.GetDirectories($"/proc/{process.Id}/task").Length > 1, TimeSpan.FromMinutes(1)));
            return [.. File.ReadLines($"/proc/{process.Id}/maps")
                .Where(line => line.EndsWith(EmulatorRun.Executable, StringComparison.Ordinal) || line.EndsWith("[heap]", StringComparison.Ordinal))
                .Select(line => Convert.ToUInt64(line[..line.IndexOf('-')], 16))];
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }

    private static string ReadElf(params string[] arguments)
    {
        EmulatorRun run = EmulatorRun.Of("readelf", arguments);
        Assert.Equal(0, run.Status);
        return run.Output;
    }
}
