using System.Numerics;
using CsCheck;
using Emu.Guest.RiscV.Tests.Reference;
using Emu.Testing;

namespace Emu.Guest.RiscV.Tests;

/// <summary>What the specification says where QEMU 7.2 cannot be asked, or answers otherwise.</summary>
public sealed class InstructionFactTests
{
    private const int A0 = 10;
    private const int A1 = 11;
    private const int A2 = 12;

    private static uint Word(string instruction, int rd, int rs1, int rs2 = 0)
    {
        EncodingPattern pattern = InstructionEntry.Of(instruction).Pattern;
        uint word = pattern.With("rs1", pattern.FixedBits, (uint)rs1);
        word = pattern.Has("rd") ? pattern.With("rd", word, (uint)rd) : word;
        return pattern.Has("rs2") ? pattern.With("rs2", word, (uint)rs2) : word;
    }

    private static CpuResult Run(uint word, ulong a1, ulong a2 = 0)
    {
        CpuCase source = new()
        {
            Code = [word],
            Memory = [.. Enumerable.Repeat((byte)0xa5, CpuCase.MemorySize)],
        };
        source.X[A1] = a1;
        source.X[A2] = a2;
        return new ReferenceRunner().Run([source])[0];
    }

    [Theory]
    [InlineData("CzeroEqz", 7, 0, 0)]
    [InlineData("CzeroEqz", 7, 1, 7)]
    [InlineData("CzeroEqz", 7, 1ul << 63, 7)]
    [InlineData("CzeroNez", 7, 0, 7)]
    [InlineData("CzeroNez", 7, 1, 0)]
    [InlineData("CzeroNez", 7, 1ul << 63, 0)]
    public void Conditional_zeroing_looks_at_the_whole_register(
        string name, ulong value, ulong condition, ulong expected) =>
        Assert.Equal(expected, Run(Word(name, A0, A1, A2), value, condition).X[A0]);

    [Fact]
    public void Counting_trailing_zeros_of_a_word_ignores_the_upper_half() =>
        OperandGen.Integer.Sample(value =>
            Run(Word("Ctzw", A0, A1), value).X[A0] == (ulong)BitOperations.TrailingZeroCount((uint)value));

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(63)]
    public void Zeroing_a_cache_block_zeroes_the_64_bytes_around_the_address(ulong offset)
    {
        CpuResult result = Run(Word("CboZero", 0, A1), CpuCase.MemoryAddress + 64 + offset);
        Assert.All(result.Memory[..64], value => Assert.Equal(0xa5, value));
        Assert.All(result.Memory[64..], value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData("LrW", 2)]
    [InlineData("LrD", 4)]
    [InlineData("ScW", 1)]
    [InlineData("ScD", 4)]
    [InlineData("AmoaddW", 2)]
    [InlineData("AmoaddD", 4)]
    public void A_misaligned_atomic_traps(string name, ulong offset) =>
        Assert.Equal(CpuStop.Misaligned, Run(Word(name, A0, A1, A2), CpuCase.MemoryAddress + offset).Stop);
}
