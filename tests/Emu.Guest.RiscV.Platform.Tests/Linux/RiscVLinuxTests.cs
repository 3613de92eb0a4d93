using Emu.Guest.RiscV.Linux;
using Emu.Linux.Abi;

namespace Emu.Guest.RiscV.Platform.Tests.Linux;

/// <summary>What programs are told of RISC-V.</summary>
public sealed class RiscVLinuxTests
{
    [Theory]
    [InlineData("rv64", 0x112dul)]
    [InlineData("rv64,f=off,d=off", 0x1105ul)]
    [InlineData("rv64,d=off", 0x1125ul)]
    public void The_auxiliary_vector_has_a_bit_for_each_letter(string cpu, ulong bits)
    {
        Assert.True(IsaOptions.TryParse(cpu, out IsaOptions isa, out _));
        Assert.Equal((bits, 0ul), RiscVLinux.Abi.Capabilities(isa));
    }

    [Fact]
    public void Processor_information_has_a_paragraph_a_hart()
    {
        string isa = new IsaOptions().IsaString;
        Assert.Equal(
            $"processor\t: 0\nhart\t\t: 0\nisa\t\t: {isa}\nmmu\t\t: sv39\n\n" +
            $"processor\t: 1\nhart\t\t: 1\nisa\t\t: {isa}\nmmu\t\t: sv39\n\n",
            RiscVLinux.Abi.ProcessorInformation(new IsaOptions(), 2));
    }

    [Fact]
    public void The_own_calls_have_the_numbers_that_the_generic_table_leaves_free() => Assert.Equal(
        [(258, "riscv_hwprobe"), (259, "riscv_flush_icache")],
        RiscVLinux.Guest.OwnCalls.Select(row => (row.Number, row.Name)));

    [Fact]
    public void Arguments_are_a0_to_a5_and_the_number_is_a7()
    {
        LinuxAbi abi = RiscVLinux.Abi;
        Assert.Equal([10, 11, 12, 13, 14, 15], Enumerable.Range(0, 6).Select(index => abi.ArgumentRegisters[index]));
        Assert.Equal((17, 10, 2, 1, 4), (
            abi.NumberRegister, abi.ResultRegister, abi.StackRegister, abi.ReturnAddressRegister, abi.ThreadRegister));
    }
}
