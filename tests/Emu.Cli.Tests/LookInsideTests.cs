using System.Globalization;
using System.Runtime.InteropServices;

namespace Emu.Cli.Tests;

/// <summary>What the published executable shows of its translations, of a guest that counts in a loop and powers
/// off.</summary>
public sealed class LookInsideTests : IDisposable
{
    private const string Loop = "0x80000004", Increment = "00150513  addi\ta0,a0,1";

    private static readonly uint[] CountAndPowerOff =
    [
        0x000185b7, // lui a1,0x18
        0x00150513, // addi a0,a0,1
        0xfeb51ee3, // bne a0,a1,.-4
        0x001002b7, // lui t0,0x100
        0x00005337, // lui t1,0x5
        0x55530313, // addi t1,t1,0x555
        0x0062a023, // sw t1,0(t0)
        0x0000006f, // j .
    ];

    // For its owner only: a cache in any other folder is refused.
    private readonly string folder = Directory.CreateTempSubdirectory("emu-look-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Each_stage_of_a_translation_is_shown_when_asked()
    {
        string log = Run("aot,cache=off,hot=16,wait=on", "-d", "op,op_opt,out_asm").Errors;

        Assert.Contains("OP: page ", log);
        Assert.Contains("OP after optimization: page ", log);
        Assert.Contains("define preserve_nonecc void", log);
        Assert.Contains(Increment, log);
        Assert.Contains("OUT: ", log);
    }

    [Fact]
    public void Nothing_is_shown_when_not_asked() =>
        Assert.Empty(Run("aot,cache=off,hot=16,wait=on").Errors);

    [Fact]
    public void Code_of_an_earlier_run_is_shown_as_such()
    {
        Run($"aot,cache-dir={folder},hot=16,wait=on");
        string log = Run($"aot,cache-dir={folder},jit=off", "-d", "op,out_asm").Errors;

        Assert.DoesNotContain("OP: ", log);
        Assert.Contains("from the cache", log);
        Assert.Contains(Increment, log);
    }

    [Theory]
    [InlineData("aot,cache=off,hot=16,wait=on,perf=on")]
    [InlineData("aot,cache=off,hot=16,wait=on", "-perfmap")]
    public void Translated_code_is_named_for_perf(string accelerator, params string[] more)
    {
        string[] system = [EmulatorRun.Executable, "system", "riscv64", .. Options(accelerator, more)];
        // The shell's number becomes the emulator's.
        EmulatorRun run = EmulatorRun.Of("sh", ["-c", "echo $$; exec \"$@\"", "sh", .. system]);
        string map = $"/tmp/perf-{run.Output.Trim()}.map";
        string[] lines = File.ReadAllLines(map);
        File.Delete(map);

        Assert.Contains(lines, line => line.EndsWith($" guest_{Loop}", StringComparison.Ordinal));
        Assert.All(lines, line =>
        {
            string[] fields = line.Split(' ');
            Assert.Equal(3, fields.Length);
            Assert.True(ulong.Parse(fields[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture) > 0x1000);
            Assert.InRange(int.Parse(fields[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture), 1, 1 << 20);
        });
    }

    private EmulatorRun Run(string accelerator, params string[] more)
    {
        EmulatorRun run = EmulatorRun.System(Options(accelerator, more));
        Assert.True(run.Status == 0, $"status {run.Status}: {run.Errors}");
        return run;
    }

    private string[] Options(string accelerator, string[] more)
    {
        string program = Path.Combine(folder, "count.bin");
        File.WriteAllBytes(program, MemoryMarshal.AsBytes(CountAndPowerOff.AsSpan()));
        return ["-bios", program, "-accel", accelerator, .. more];
    }
}
