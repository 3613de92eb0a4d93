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
    public void The_executable_is_position_independent_with_nothing_both_writable_and_executable()
    {
        string headers = ReadElf("--wide", "--file-header", "--program-headers", EmulatorRun.Executable);
        Assert.Matches(@"Type: +DYN", headers);
        Assert.Contains("GNU_RELRO", headers);
        // Type, offset, two addresses, two sizes, flags, alignment.
        const string pattern = @"^ +(?:LOAD|GNU_STACK)(?: +0x\w+){5} ([R ][W ][E ]) ";
        string[] flags = [.. Regex.Matches(headers, pattern, RegexOptions.Multiline).Select(match => match.Groups[1].Value)];
        Assert.True(flags.Length >= 4, headers);
        Assert.DoesNotContain(flags, flag => flag.Contains('W') && flag.Contains('E'));
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

    private static string ReadElf(params string[] arguments)
    {
        EmulatorRun run = EmulatorRun.Of("readelf", arguments);
        Assert.Equal(0, run.Status);
        return run.Output;
    }
}
