namespace Emu.Cli.Tests;

/// <summary>A processor that lacks what the published executable was compiled for, as QEMU shows one to it.</summary>
public sealed class ProcessorTests
{
    [Theory]
    [InlineData("Nehalem", "AVX2")]
    [InlineData("qemu64", "SSE4.2")]
    [InlineData("max,-bmi2", "BMI2")]
    [InlineData("max,-movbe", "MOVBE")]
    public void What_the_processor_lacks_is_one_line(string processor, string feature)
    {
        foreach (string[] arguments in (string[][])[["-version"], ["user", "/bin/true"]])
        {
            EmulatorRun run = EmulatorRun.Of("/usr/bin/qemu-x86_64", ["-cpu", processor, EmulatorRun.Executable, .. arguments]);
            Assert.Equal((1, ""), (run.Status, run.Output));
            Assert.StartsWith("emu: this processor has no ", run.Errors, StringComparison.Ordinal);
            Assert.Contains(feature, run.Errors, StringComparison.Ordinal);
            Assert.Equal(1, run.Errors.Count(character => character == '\n'));
        }
    }
}
