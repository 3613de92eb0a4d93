using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Operations of two scalars of 64 bits in vector registers (C4.1.6, Advanced SIMD scalar three
/// same).</summary>
[InstructionSet(Arm64Features.None)]
internal static class ScalarThreeSame<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("cmgt {rd}, {rn}, {rm}", "01 0 11110 11 1 rm:5 00110 1 rn:5 rd:5", Rare = true)]
    public static void CmgtScalar(ref E e, Dr rd, Dr rn, Dr rm) =>
        e.SetVector(rd, W.Create(W.Apply(VectorOperation.GreaterSigned, Lanes.Double, e.Vector(rn), e.Vector(rm)).Low, 0));

    [Instruction("cmhi {rd}, {rn}, {rm}", "01 1 11110 11 1 rm:5 00110 1 rn:5 rd:5", Rare = true)]
    public static void CmhiScalar(ref E e, Dr rd, Dr rn, Dr rm) =>
        e.SetVector(rd, W.Create(W.Apply(VectorOperation.GreaterUnsigned, Lanes.Double, e.Vector(rn), e.Vector(rm)).Low, 0));

    [Instruction("cmge {rd}, {rn}, {rm}", "01 0 11110 11 1 rm:5 00111 1 rn:5 rd:5", Rare = true)]
    public static void CmgeScalar(ref E e, Dr rd, Dr rn, Dr rm) =>
        e.SetVector(rd, W.Create(W.Apply(VectorOperation.GreaterOrEqualSigned, Lanes.Double, e.Vector(rn), e.Vector(rm)).Low, 0));

    [Instruction("cmhs {rd}, {rn}, {rm}", "01 1 11110 11 1 rm:5 00111 1 rn:5 rd:5", Rare = true)]
    public static void CmhsScalar(ref E e, Dr rd, Dr rn, Dr rm) =>
        e.SetVector(rd, W.Create(W.Apply(VectorOperation.GreaterOrEqualUnsigned, Lanes.Double, e.Vector(rn), e.Vector(rm)).Low, 0));

    [Instruction("sshl {rd}, {rn}, {rm}", "01 0 11110 11 1 rm:5 01000 1 rn:5 rd:5", Rare = true)]
    public static void SshlScalar(ref E e, Dr rd, Dr rn, Dr rm) =>
        e.SetVector(rd, W.Create(W.Apply(VectorOperation.ShiftSigned, Lanes.Double, e.Vector(rn), e.Vector(rm)).Low, 0));

    [Instruction("ushl {rd}, {rn}, {rm}", "01 1 11110 11 1 rm:5 01000 1 rn:5 rd:5", Rare = true)]
    public static void UshlScalar(ref E e, Dr rd, Dr rn, Dr rm) =>
        e.SetVector(rd, W.Create(W.Apply(VectorOperation.ShiftUnsigned, Lanes.Double, e.Vector(rn), e.Vector(rm)).Low, 0));

    [Instruction("srshl {rd}, {rn}, {rm}", "01 0 11110 11 1 rm:5 01010 1 rn:5 rd:5", Rare = true)]
    public static void SrshlScalar(ref E e, Dr rd, Dr rn, Dr rm) =>
        e.SetVector(rd, W.Create(W.Apply(VectorOperation.RoundedShiftSigned, Lanes.Double, e.Vector(rn), e.Vector(rm)).Low, 0));

    [Instruction("urshl {rd}, {rn}, {rm}", "01 1 11110 11 1 rm:5 01010 1 rn:5 rd:5", Rare = true)]
    public static void UrshlScalar(ref E e, Dr rd, Dr rn, Dr rm) =>
        e.SetVector(rd, W.Create(W.Apply(VectorOperation.RoundedShiftUnsigned, Lanes.Double, e.Vector(rn), e.Vector(rm)).Low, 0));

    [Instruction("add {rd}, {rn}, {rm}", "01 0 11110 11 1 rm:5 10000 1 rn:5 rd:5", Rare = true)]
    public static void AddScalar(ref E e, Dr rd, Dr rn, Dr rm) =>
        e.SetVector(rd, W.Create(W.Apply(VectorOperation.Add, Lanes.Double, e.Vector(rn), e.Vector(rm)).Low, 0));

    [Instruction("sub {rd}, {rn}, {rm}", "01 1 11110 11 1 rm:5 10000 1 rn:5 rd:5", Rare = true)]
    public static void SubScalar(ref E e, Dr rd, Dr rn, Dr rm) =>
        e.SetVector(rd, W.Create(W.Apply(VectorOperation.Subtract, Lanes.Double, e.Vector(rn), e.Vector(rm)).Low, 0));

    [Instruction("cmtst {rd}, {rn}, {rm}", "01 0 11110 11 1 rm:5 10001 1 rn:5 rd:5", Rare = true)]
    public static void CmtstScalar(ref E e, Dr rd, Dr rn, Dr rm) =>
        e.SetVector(rd, W.Create(W.Apply(VectorOperation.Test, Lanes.Double, e.Vector(rn), e.Vector(rm)).Low, 0));

    [Instruction("cmeq {rd}, {rn}, {rm}", "01 1 11110 11 1 rm:5 10001 1 rn:5 rd:5", Rare = true)]
    public static void CmeqScalar(ref E e, Dr rd, Dr rn, Dr rm) =>
        e.SetVector(rd, W.Create(W.Apply(VectorOperation.Equal, Lanes.Double, e.Vector(rn), e.Vector(rm)).Low, 0));

    [Instruction("addp {rd}, {Vector(rn,7)}", "01 0 11110 11 11000 11011 10 rn:5 rd:5", Rare = true)]
    public static void AddpScalar(ref E e, Dr rd, Vr rn) =>
        e.SetVector(rd, W.Create(e.Vector(rn).Low + e.Vector(rn).High, 0));
}
