using System.Diagnostics;
using System.Xml.Linq;

namespace Emu.House.Tests;

/// <summary>The host that comes after x86-64: what is written in C compiles for 64-bit ARM too.</summary>
public sealed class NextHostTests
{
    private const string Target = "aarch64-linux-gnu";

    public static TheoryData<string> Sources => [.. Repository.Files("native", "*.c").Select(Repository.Name)];

    [Theory]
    [MemberData(nameof(Sources))]
    public void Native_code_compiles_for_64_bit_ARM(string source)
    {
        XElement project = XElement.Load(Path.Combine(Repository.Root, "native", "Emu.Native.proj"));
        string compiler = project.Descendants("ShimCompiler").Single().Value;
        string[] flags = project.Descendants("ShimFlags").Single().Value.Split(' ');
        // Debian keeps the headers of another architecture's C library in its own place.
        ProcessStartInfo start = new(
            compiler,
            [.. flags, $"--target={Target}", "-isystem", $"/usr/{Target}/include", "-c", "-o", "/dev/null", source])
        {
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        using Process process = Process.Start(start)!;
        string messages = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, messages);
    }
}
