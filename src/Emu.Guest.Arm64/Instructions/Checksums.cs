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
        e[rd] = e.Compute(Functions.Checksum, e[rn], e[rm], 0);

    [Instruction(
        "crc32h {rd}, {rn}, {rm}", "0 0 0 11010110 rm:5 010 0 01 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void Crc32h(ref E e, Wr rd, Wr rn, Wr rm) =>
        e[rd] = e.Compute(Functions.Checksum + 1, e[rn], e[rm], 0);

    [Instruction(
        "crc32w {rd}, {rn}, {rm}", "0 0 0 11010110 rm:5 010 0 10 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void Crc32w(ref E e, Wr rd, Wr rn, Wr rm) =>
        e[rd] = e.Compute(Functions.Checksum + 2, e[rn], e[rm], 0);

    [Instruction(
        "crc32x {rd}, {rn}, {rm}", "1 0 0 11010110 rm:5 010 0 11 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void Crc32x(ref E e, Wr rd, Wr rn, Xr rm) =>
        e[rd] = e.Compute(Functions.Checksum + 3, e[rn], e[rm], 0);

    [Instruction(
        "crc32cb {rd}, {rn}, {rm}", "0 0 0 11010110 rm:5 010 1 00 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void Crc32cb(ref E e, Wr rd, Wr rn, Wr rm) =>
        e[rd] = e.Compute(Functions.Checksum + Functions.Castagnoli, e[rn], e[rm], 0);

    [Instruction(
        "crc32ch {rd}, {rn}, {rm}", "0 0 0 11010110 rm:5 010 1 01 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void Crc32ch(ref E e, Wr rd, Wr rn, Wr rm) =>
        e[rd] = e.Compute(Functions.Checksum + Functions.Castagnoli + 1, e[rn], e[rm], 0);

    [Instruction(
        "crc32cw {rd}, {rn}, {rm}", "0 0 0 11010110 rm:5 010 1 10 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void Crc32cw(ref E e, Wr rd, Wr rn, Wr rm) =>
        e[rd] = e.Compute(Functions.Checksum + Functions.Castagnoli + 2, e[rn], e[rm], 0);

    [Instruction(
        "crc32cx {rd}, {rn}, {rm}", "1 0 0 11010110 rm:5 010 1 11 rn:5 rd:5",
        Traits = InstructionTraits.Arithmetic, Rare = true)]
    public static void Crc32cx(ref E e, Wr rd, Wr rn, Xr rm) =>
        e[rd] = e.Compute(Functions.Checksum + Functions.Castagnoli + 3, e[rn], e[rm], 0);
}
