using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Atomic read-modify-write accesses (C4.1.4), all in the one order of the emitter, whatever acquire and
/// release ask for.</summary>
[InstructionSet(Arm64Features.Lse)]
internal static class Atomics<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "ldadd{ordering}b {rs}, {rt}, [{rn}]", "00 111 0 00 ordering:2 1 rs:5 0 000 00 rn:5 rt:5",
        Rare = true)]
    public static void LdaddB(ref E e, Wr rs, Wr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.Add, Width.Byte, rs, rt, rn);

    [Instruction(
        "ldclr{ordering}b {rs}, {rt}, [{rn}]", "00 111 0 00 ordering:2 1 rs:5 0 001 00 rn:5 rt:5",
        Rare = true)]
    public static void LdclrB(ref E e, Wr rs, Wr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.Clear, Width.Byte, rs, rt, rn);

    [Instruction(
        "ldeor{ordering}b {rs}, {rt}, [{rn}]", "00 111 0 00 ordering:2 1 rs:5 0 010 00 rn:5 rt:5",
        Rare = true)]
    public static void LdeorB(ref E e, Wr rs, Wr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.Xor, Width.Byte, rs, rt, rn);

    [Instruction(
        "ldset{ordering}b {rs}, {rt}, [{rn}]", "00 111 0 00 ordering:2 1 rs:5 0 011 00 rn:5 rt:5",
        Rare = true)]
    public static void LdsetB(ref E e, Wr rs, Wr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.Or, Width.Byte, rs, rt, rn);

    [Instruction(
        "ldsmax{ordering}b {rs}, {rt}, [{rn}]", "00 111 0 00 ordering:2 1 rs:5 0 100 00 rn:5 rt:5",
        Rare = true)]
    public static void LdsmaxB(ref E e, Wr rs, Wr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.MaxSigned, Width.Byte, rs, rt, rn);

    [Instruction(
        "ldsmin{ordering}b {rs}, {rt}, [{rn}]", "00 111 0 00 ordering:2 1 rs:5 0 101 00 rn:5 rt:5",
        Rare = true)]
    public static void LdsminB(ref E e, Wr rs, Wr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.MinSigned, Width.Byte, rs, rt, rn);

    [Instruction(
        "ldumax{ordering}b {rs}, {rt}, [{rn}]", "00 111 0 00 ordering:2 1 rs:5 0 110 00 rn:5 rt:5",
        Rare = true)]
    public static void LdumaxB(ref E e, Wr rs, Wr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.MaxUnsigned, Width.Byte, rs, rt, rn);

    [Instruction(
        "ldumin{ordering}b {rs}, {rt}, [{rn}]", "00 111 0 00 ordering:2 1 rs:5 0 111 00 rn:5 rt:5",
        Rare = true)]
    public static void LduminB(ref E e, Wr rs, Wr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.MinUnsigned, Width.Byte, rs, rt, rn);

    [Instruction("swp{ordering}b {rs}, {rt}, [{rn}]", "00 111 0 00 ordering:2 1 rs:5 1 000 00 rn:5 rt:5", Rare = true)]
    public static void SwpB(ref E e, Wr rs, Wr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.Swap, Width.Byte, rs, rt, rn);

    [Instruction(
        "ldadd{ordering}h {rs}, {rt}, [{rn}]", "01 111 0 00 ordering:2 1 rs:5 0 000 00 rn:5 rt:5",
        Rare = true)]
    public static void LdaddH(ref E e, Wr rs, Wr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.Add, Width.Half, rs, rt, rn);

    [Instruction(
        "ldclr{ordering}h {rs}, {rt}, [{rn}]", "01 111 0 00 ordering:2 1 rs:5 0 001 00 rn:5 rt:5",
        Rare = true)]
    public static void LdclrH(ref E e, Wr rs, Wr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.Clear, Width.Half, rs, rt, rn);

    [Instruction(
        "ldeor{ordering}h {rs}, {rt}, [{rn}]", "01 111 0 00 ordering:2 1 rs:5 0 010 00 rn:5 rt:5",
        Rare = true)]
    public static void LdeorH(ref E e, Wr rs, Wr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.Xor, Width.Half, rs, rt, rn);

    [Instruction(
        "ldset{ordering}h {rs}, {rt}, [{rn}]", "01 111 0 00 ordering:2 1 rs:5 0 011 00 rn:5 rt:5",
        Rare = true)]
    public static void LdsetH(ref E e, Wr rs, Wr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.Or, Width.Half, rs, rt, rn);

    [Instruction(
        "ldsmax{ordering}h {rs}, {rt}, [{rn}]", "01 111 0 00 ordering:2 1 rs:5 0 100 00 rn:5 rt:5",
        Rare = true)]
    public static void LdsmaxH(ref E e, Wr rs, Wr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.MaxSigned, Width.Half, rs, rt, rn);

    [Instruction(
        "ldsmin{ordering}h {rs}, {rt}, [{rn}]", "01 111 0 00 ordering:2 1 rs:5 0 101 00 rn:5 rt:5",
        Rare = true)]
    public static void LdsminH(ref E e, Wr rs, Wr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.MinSigned, Width.Half, rs, rt, rn);

    [Instruction(
        "ldumax{ordering}h {rs}, {rt}, [{rn}]", "01 111 0 00 ordering:2 1 rs:5 0 110 00 rn:5 rt:5",
        Rare = true)]
    public static void LdumaxH(ref E e, Wr rs, Wr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.MaxUnsigned, Width.Half, rs, rt, rn);

    [Instruction(
        "ldumin{ordering}h {rs}, {rt}, [{rn}]", "01 111 0 00 ordering:2 1 rs:5 0 111 00 rn:5 rt:5",
        Rare = true)]
    public static void LduminH(ref E e, Wr rs, Wr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.MinUnsigned, Width.Half, rs, rt, rn);

    [Instruction("swp{ordering}h {rs}, {rt}, [{rn}]", "01 111 0 00 ordering:2 1 rs:5 1 000 00 rn:5 rt:5", Rare = true)]
    public static void SwpH(ref E e, Wr rs, Wr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.Swap, Width.Half, rs, rt, rn);

    [Instruction("ldadd{ordering} {rs}, {rt}, [{rn}]", "10 111 0 00 ordering:2 1 rs:5 0 000 00 rn:5 rt:5", Rare = true)]
    public static void LdaddW(ref E e, Wr rs, Wr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.Add, Width.Word, rs, rt, rn);

    [Instruction("ldclr{ordering} {rs}, {rt}, [{rn}]", "10 111 0 00 ordering:2 1 rs:5 0 001 00 rn:5 rt:5", Rare = true)]
    public static void LdclrW(ref E e, Wr rs, Wr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.Clear, Width.Word, rs, rt, rn);

    [Instruction("ldeor{ordering} {rs}, {rt}, [{rn}]", "10 111 0 00 ordering:2 1 rs:5 0 010 00 rn:5 rt:5", Rare = true)]
    public static void LdeorW(ref E e, Wr rs, Wr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.Xor, Width.Word, rs, rt, rn);

    [Instruction("ldset{ordering} {rs}, {rt}, [{rn}]", "10 111 0 00 ordering:2 1 rs:5 0 011 00 rn:5 rt:5", Rare = true)]
    public static void LdsetW(ref E e, Wr rs, Wr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.Or, Width.Word, rs, rt, rn);

    [Instruction(
        "ldsmax{ordering} {rs}, {rt}, [{rn}]", "10 111 0 00 ordering:2 1 rs:5 0 100 00 rn:5 rt:5",
        Rare = true)]
    public static void LdsmaxW(ref E e, Wr rs, Wr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.MaxSigned, Width.Word, rs, rt, rn);

    [Instruction(
        "ldsmin{ordering} {rs}, {rt}, [{rn}]", "10 111 0 00 ordering:2 1 rs:5 0 101 00 rn:5 rt:5",
        Rare = true)]
    public static void LdsminW(ref E e, Wr rs, Wr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.MinSigned, Width.Word, rs, rt, rn);

    [Instruction(
        "ldumax{ordering} {rs}, {rt}, [{rn}]", "10 111 0 00 ordering:2 1 rs:5 0 110 00 rn:5 rt:5",
        Rare = true)]
    public static void LdumaxW(ref E e, Wr rs, Wr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.MaxUnsigned, Width.Word, rs, rt, rn);

    [Instruction(
        "ldumin{ordering} {rs}, {rt}, [{rn}]", "10 111 0 00 ordering:2 1 rs:5 0 111 00 rn:5 rt:5",
        Rare = true)]
    public static void LduminW(ref E e, Wr rs, Wr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.MinUnsigned, Width.Word, rs, rt, rn);

    [Instruction("swp{ordering} {rs}, {rt}, [{rn}]", "10 111 0 00 ordering:2 1 rs:5 1 000 00 rn:5 rt:5", Rare = true)]
    public static void SwpW(ref E e, Wr rs, Wr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.Swap, Width.Word, rs, rt, rn);

    [Instruction("ldadd{ordering} {rs}, {rt}, [{rn}]", "11 111 0 00 ordering:2 1 rs:5 0 000 00 rn:5 rt:5", Rare = true)]
    public static void LdaddX(ref E e, Xr rs, Xr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.Add, Width.Double, rs, rt, rn);

    [Instruction("ldclr{ordering} {rs}, {rt}, [{rn}]", "11 111 0 00 ordering:2 1 rs:5 0 001 00 rn:5 rt:5", Rare = true)]
    public static void LdclrX(ref E e, Xr rs, Xr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.Clear, Width.Double, rs, rt, rn);

    [Instruction("ldeor{ordering} {rs}, {rt}, [{rn}]", "11 111 0 00 ordering:2 1 rs:5 0 010 00 rn:5 rt:5", Rare = true)]
    public static void LdeorX(ref E e, Xr rs, Xr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.Xor, Width.Double, rs, rt, rn);

    [Instruction("ldset{ordering} {rs}, {rt}, [{rn}]", "11 111 0 00 ordering:2 1 rs:5 0 011 00 rn:5 rt:5", Rare = true)]
    public static void LdsetX(ref E e, Xr rs, Xr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.Or, Width.Double, rs, rt, rn);

    [Instruction(
        "ldsmax{ordering} {rs}, {rt}, [{rn}]", "11 111 0 00 ordering:2 1 rs:5 0 100 00 rn:5 rt:5",
        Rare = true)]
    public static void LdsmaxX(ref E e, Xr rs, Xr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.MaxSigned, Width.Double, rs, rt, rn);

    [Instruction(
        "ldsmin{ordering} {rs}, {rt}, [{rn}]", "11 111 0 00 ordering:2 1 rs:5 0 101 00 rn:5 rt:5",
        Rare = true)]
    public static void LdsminX(ref E e, Xr rs, Xr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.MinSigned, Width.Double, rs, rt, rn);

    [Instruction(
        "ldumax{ordering} {rs}, {rt}, [{rn}]", "11 111 0 00 ordering:2 1 rs:5 0 110 00 rn:5 rt:5",
        Rare = true)]
    public static void LdumaxX(ref E e, Xr rs, Xr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.MaxUnsigned, Width.Double, rs, rt, rn);

    [Instruction(
        "ldumin{ordering} {rs}, {rt}, [{rn}]", "11 111 0 00 ordering:2 1 rs:5 0 111 00 rn:5 rt:5",
        Rare = true)]
    public static void LduminX(ref E e, Xr rs, Xr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.MinUnsigned, Width.Double, rs, rt, rn);

    [Instruction("swp{ordering} {rs}, {rt}, [{rn}]", "11 111 0 00 ordering:2 1 rs:5 1 000 00 rn:5 rt:5", Rare = true)]
    public static void SwpX(ref E e, Xr rs, Xr rt, XrSp rn, Ordering ordering) =>
        Modify(ref e, AtomicOperation.Swap, Width.Double, rs, rt, rn);

    private static void Modify(ref E e, AtomicOperation operation, Width width, Register rs, Register rt, XrSp rn)
    {
        if (e.AtomicReadModifyWrite(operation, e[rn], width, e[rs], out V old)) e[rt] = old;
    }
}
