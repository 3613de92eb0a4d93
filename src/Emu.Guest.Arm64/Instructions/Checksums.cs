using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>CRC32 (C4.1.5).</summary>
[InstructionSet(Arm64Features.Crc32)]
internal static class Checksums<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "crc32b {rd}, {rn}, {rm}", "0 0 0 11010110 rm:5 010 0 00 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void Crc32b(ref E e, Wr rd, Wr rn, Wr rm) =>
        TakeIn(ref e, rd, rn, e[rm], 8, isCastagnoli: false);

    [Instruction(
        "crc32h {rd}, {rn}, {rm}", "0 0 0 11010110 rm:5 010 0 01 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void Crc32h(ref E e, Wr rd, Wr rn, Wr rm) =>
        TakeIn(ref e, rd, rn, e[rm], 16, isCastagnoli: false);

    [Instruction(
        "crc32w {rd}, {rn}, {rm}", "0 0 0 11010110 rm:5 010 0 10 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void Crc32w(ref E e, Wr rd, Wr rn, Wr rm) =>
        TakeIn(ref e, rd, rn, e[rm], 32, isCastagnoli: false);

    [Instruction(
        "crc32x {rd}, {rn}, {rm}", "1 0 0 11010110 rm:5 010 0 11 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void Crc32x(ref E e, Wr rd, Wr rn, Xr rm) =>
        TakeIn(ref e, rd, rn, e[rm], 64, isCastagnoli: false);

    [Instruction(
        "crc32cb {rd}, {rn}, {rm}", "0 0 0 11010110 rm:5 010 1 00 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void Crc32cb(ref E e, Wr rd, Wr rn, Wr rm) =>
        TakeIn(ref e, rd, rn, e[rm], 8, isCastagnoli: true);

    [Instruction(
        "crc32ch {rd}, {rn}, {rm}", "0 0 0 11010110 rm:5 010 1 01 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void Crc32ch(ref E e, Wr rd, Wr rn, Wr rm) =>
        TakeIn(ref e, rd, rn, e[rm], 16, isCastagnoli: true);

    [Instruction(
        "crc32cw {rd}, {rn}, {rm}", "0 0 0 11010110 rm:5 010 1 10 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void Crc32cw(ref E e, Wr rd, Wr rn, Wr rm) =>
        TakeIn(ref e, rd, rn, e[rm], 32, isCastagnoli: true);

    [Instruction(
        "crc32cx {rd}, {rn}, {rm}", "1 0 0 11010110 rm:5 010 1 11 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void Crc32cx(ref E e, Wr rd, Wr rn, Xr rm) =>
        TakeIn(ref e, rd, rn, e[rm], 64, isCastagnoli: true);

    // The remainder of what comes in, by Barrett's reduction: its product with the polynomial's reciprocal is the quotient,
    // whose product with the polynomial is the remainder, as the polynomial's highest degree is beyond it. All with the
    // lowest degree in the highest bit, so that products of 64 bits lie one bit too low, for which constants make up.
    private static void TakeIn(ref E e, Wr rd, Wr rn, V value, int bits, bool isCastagnoli)
    {
        long reciprocal = isCastagnoli ? 0x4869_ec38_dea7_13f1 : unchecked((long)0xb4e5_b025_f701_1641);
        long polynomial = isCastagnoli ? 0x1_05ec_76f0 : 0x1_db71_0640;
        V checksum = e[rn].ZeroExtend(32), incoming = checksum ^ value;
        W dividend = W.Create(bits == 64 ? incoming : incoming.ShiftLeft(64 - bits), 0);
        W quotient = Product(dividend, reciprocal);
        V remainder = Product(quotient, polynomial).High;
        e[rd] = bits < 32 ? remainder ^ checksum.ShiftRightLogical(bits) : remainder;
    }

    private static W Product(W left, long right) =>
        W.Apply(VectorOperation.PolynomialMultiplyWidenLow, Lanes.Double, left, W.Create(right, 0));
}
