using System.Buffers.Binary;
using System.Diagnostics;
using Emu.Guest.RiscV.Linux;
using Emu.Linux.Loading;

namespace Emu.Guest.RiscV.Platform.Tests.Linux;

/// <summary>The shared object that each program gets.</summary>
public sealed class VdsoTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("emu-vdso-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("__vdso_rt_sigreturn", 139)]
    [InlineData("__vdso_clock_gettime", 113)]
    [InlineData("__vdso_gettimeofday", 169)]
    [InlineData("__vdso_clock_getres", 114)]
    [InlineData("__vdso_getcpu", 168)]
    [InlineData("__vdso_flush_icache", 259)]
    public void Each_function_has_its_version_and_makes_its_system_call(string name, int number)
    {
        byte[] image = Vdso.Build(RiscVLinux.Abi);
        string line = Assert.Single(
            ReadElf(image, "--dyn-syms"), line => line.EndsWith($" {name}@@LINUX_4.15", StringComparison.Ordinal));
        string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("FUNC", fields[3]);
        Assert.Equal("GLOBAL", fields[4]);
        int address = Convert.ToInt32(fields[1], 16);
        uint[] code = [.. Enumerable.Range(0, 3).Select(index =>
            BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(address + (index * 4))))];
        Assert.Equal([0x893u | ((uint)number << 20), 0x73u, 0x8067u], code);
    }

    [Fact]
    public void Readelf_finds_nothing_wrong_with_it() => Assert.DoesNotContain(
        ReadElf(Vdso.Build(RiscVLinux.Abi), "-a"),
        line => line.Contains("Warning", StringComparison.OrdinalIgnoreCase)
            || line.Contains("Error", StringComparison.OrdinalIgnoreCase)
            || line.Contains("corrupt", StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void The_way_back_from_a_handler_is_where_signals_are_told_it_is()
    {
        byte[] image = Vdso.Build(RiscVLinux.Abi);
        Assert.Equal(0x08b0_0893u, BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan((int)Vdso.SignalReturn)));
        Assert.Equal(0x73u, BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan((int)Vdso.SignalReturn + 4)));
    }

    private string[] ReadElf(byte[] image, string option)
    {
        string path = Path.Combine(folder, "vdso");
        File.WriteAllBytes(path, image);
        ProcessStartInfo start = new("sh", ["-c", $"readelf -W {option} '{path}' 2>&1"])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text.Split('\n');
    }
}
