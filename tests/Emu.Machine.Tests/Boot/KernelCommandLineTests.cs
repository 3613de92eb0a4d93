using Emu.Machine.Boot;

namespace Emu.Machine.Tests.Boot;

/// <summary>How much RAM a command line leaves to the kernel.</summary>
public sealed class KernelCommandLineTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData("console=ttyS0 quiet", null)]
    [InlineData("mem=256M", 256ul << 20)]
    [InlineData("console=ttyS0  mem=1g quiet", 1ul << 30)]
    [InlineData("mem=65536k", 64ul << 20)]
    [InlineData("mem=134217728", 128ul << 20)]
    [InlineData("mem=0x8000000", 128ul << 20)]
    [InlineData("mem=0400M", 256ul << 20)]
    [InlineData("mem=0x10M", 16ul << 20)]
    [InlineData("mem=2T", 2ul << 40)]
    [InlineData("mem=1E", 1ul << 60)]
    [InlineData("mem=512M mem=128M mem=256M", 128ul << 20)]
    [InlineData("\"mem=100M\"", 100ul << 20)]
    [InlineData("mem=\"100M\"", 100ul << 20)]
    [InlineData("\tmem=1M\n", 1ul << 20)]
    [InlineData("init=\"/bin/sh mem=1M\"", null)]
    [InlineData("-- mem=1M", null)]
    [InlineData("mem=1M -- mem=1K", 1ul << 20)]
    [InlineData("memory=1M xmem=1M mem", null)]
    [InlineData("mem=", null)]
    [InlineData("mem=many", null)]
    [InlineData("mem=0", null)]
    [InlineData("mem=17E", null)]
    [InlineData("mem=99999999999999999999999999999999999999999999M", null)]
    public void The_limit_is_what_the_kernel_reads(string commandLine, ulong? limit) =>
        Assert.Equal(limit, KernelCommandLine.MemoryLimit(commandLine));
}
