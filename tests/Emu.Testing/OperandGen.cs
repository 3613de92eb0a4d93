using CsCheck;

namespace Emu.Testing;

/// <summary>Random operands, with the values at which instructions have their corners made frequent.</summary>
public static class OperandGen
{
    private static readonly Gen<ulong> PowerOfTwoOrNeighbour =
        Gen.Select(Gen.Int[0, 63], Gen.Int[-1, 1], (bit, delta) => (1ul << bit) + (ulong)delta);

    private static readonly Gen<ulong> Bytes = Gen.OneOfConst<byte>(0, 0, 1, 0x7f, 0x80, 0xff).Array[8]
        .Select(bytes => BitConverter.ToUInt64(bytes));

    /// <summary>Random fields of an instruction word.</summary>
    public static Gen<uint> Bits { get; } = Gen.UInt[0, uint.MaxValue];

    /// <summary>
    /// Any 64 bits: small numbers, both extremes of each width, powers of two and their neighbours, byte patterns,
    /// noise.
    /// </summary>
    public static Gen<ulong> Integer { get; } = Gen.Frequency(
        (2, Gen.OneOfConst(0, 1, -1, long.MinValue, long.MaxValue, int.MinValue, int.MaxValue, uint.MaxValue)
            .Select(value => (ulong)value)),
        (2, Gen.Long[-70, 70].Select(value => (ulong)value)),
        (2, PowerOfTwoOrNeighbour),
        (1, PowerOfTwoOrNeighbour.Select(value => ~value)),
        (1, Bytes),
        (1, Gen.Int.Select(value => (ulong)value)),
        (3, Gen.ULong));

    /// <summary>Integer registers 0 to 31, each an <see cref="Integer"/>; some are equal.</summary>
    public static Gen<ulong[]> IntegerRegisters { get; } =
        Gen.Select(Integer.Array[32], Gen.Int[1, 31], Gen.Int[1, 31], (registers, from, to) =>
        {
            registers[to] = registers[from];
            registers[0] = 0;
            return registers;
        });

    /// <summary>
    /// What a floating-point register may hold: a double, a single that is boxed or, now and then, not, or any bits.
    /// </summary>
    public static Gen<ulong> Float { get; } = Gen.Frequency(
        (4, FloatOperandGen.Double),
        (4, FloatOperandGen.Single.Select(bits => bits | 0xffff_ffff_0000_0000)),
        (1, FloatOperandGen.Single),
        (1, Integer));

    /// <summary>A whole memory of a case.</summary>
    public static Gen<byte[]> Memory { get; } =
        Integer.Array[CpuCase.MemorySize / 8].Select(words => words.SelectMany(BitConverter.GetBytes).ToArray());
}
