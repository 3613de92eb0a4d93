using CsCheck;
using Emu.Testing;

namespace Emu.Guest.RiscV.Tests;

/// <summary>Words that are no instructions, many of them only a bit away from one.</summary>
public sealed class ReservedEncodingTests
{
    private const int Words = 20_000;

    private static readonly QemuUserOracle Oracle = new();

    private static readonly Gen<uint> NearMiss =
        from instruction in Gen.OneOfConst([.. InstructionEntry.All])
        from random in OperandGen.Bits
        from bit in Gen.Int[0, instruction.Pattern.Bits - 1]
        let flipped = instruction.Pattern.Fill(random) ^ (1u << bit)
        select (flipped & 3) == 3 ? flipped : flipped & 0xffff;

    private static readonly Gen<uint> Reserved =
        Gen.OneOf(NearMiss, OperandGen.Bits.Select(word => word | 3), Gen.UShort.Select(word => (uint)word))
            .Where(word => !Decoder.Decode(word, Extensions.All, out _) && !IsVectorAccess(word) && !IsVectorMove(word));

    /// <summary>QEMU 7.2 executes the vector unit's loads and stores of whole registers even when there is none.</summary>
    private static bool IsVectorAccess(uint word) => (word & 0x5f) == 0x07 && ((word >> 12) & 7) is 0 or 5 or 6 or 7;

    /// <summary>And its moves of whole registers (<c>vmv1r.v</c> and the like).</summary>
    private static bool IsVectorMove(uint word) => (word & 0xfe00_707f) == 0x9e00_3057;

    [Fact]
    public void A_word_that_does_not_decode_is_illegal_on_qemu() =>
        Reserved.Array[Words].Sample(
            words =>
            {
                CpuCase[] cases = [.. words.Select(word => new CpuCase { Code = [word] })];
                CpuResult[] results = Oracle.Run(cases);
                IEnumerable<string> accepted = words.Zip(results)
                    .Where(pair => pair.Second.Stop != CpuStop.IllegalInstruction)
                    .Select(pair => $"{pair.First:x8} {pair.Second.Stop}");
                Assert.Empty(accepted);
            },
            iter: 1,
            print: words => $"{words.Length} words");
}
