using Emu.Isa;

namespace Emu.Guest.Toy;

/// <summary>The vector instructions: moves, loads, stores, and one for whatever the contract has.</summary>
[InstructionSet(ToyFeatures.Vectors)]
internal static class VectorInstructions<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("move {qd},{qa}", "00010000 qd:4 qa:4 -:16")]
    public static void Move(ref E e, Q qd, Q qa) => e.SetVector(qd, e.Vector(qa));

    [Instruction("xor {qd},{qa},{qb}", "00010001 qd:4 qa:4 qb:4 -:12")]
    public static void Xor(ref E e, Q qd, Q qa, Q qb) => e.SetVector(qd, e.Vector(qa) ^ e.Vector(qb));

    [Instruction("loadq {qd},{imm}({ra})", "00010010 qd:4 ra:4 imm:16")]
    public static void Loadq(ref E e, Q qd, R ra, Imm imm)
    {
        if (e.LoadVector(e[ra] + imm.Value, out W value)) e.SetVector(qd, value);
    }

    /// <summary>Any operation: its operands are three registers in a row, behind the last one comes the first. The highest bit
    /// of the immediate asks where it saturates.</summary>
    [Instruction("apply {operation},{lanes},{qd},{qa},{imm}", "10000000 imm[7]:1 operation:8 lanes:2 qd:3 qa:3 imm[6:0]:7")]
    public static void Apply(ref E e, SmallUImm operation, Shamt lanes, Q qd, Q qa, UImm imm)
    {
        int immediate = (imm.Value & 127) | ((imm.Value & 128) * (VectorOperations.WhereSaturated / 128));
        e.SetVector(qd, W.Apply(
            (VectorOperation)operation.Value, (Lanes)lanes.Value, e.Vector(qa), e.Vector(Behind(qa, 1)),
            e.Vector(Behind(qa, 2)), immediate));
    }

    [Instruction("get {rd},{lanes},{qa},{imm}", "10000001 rd:4 lanes:2 qa:3 imm:4 -:11")]
    public static void Get(ref E e, R rd, Shamt lanes, Q qa, UImm imm) =>
        e[rd] = e.Vector(qa).Get((Lanes)lanes.Value, imm.Value);

    [Instruction("with {qd},{lanes},{qa},{imm},{ra}", "10000010 qd:3 lanes:2 qa:3 imm:4 ra:4 -:8")]
    public static void With(ref E e, Q qd, Shamt lanes, Q qa, UImm imm, R ra) =>
        e.SetVector(qd, e.Vector(qa).With((Lanes)lanes.Value, imm.Value, e[ra]));

    [Instruction("duplicate {qd},{lanes},{ra}", "10000011 qd:3 lanes:2 ra:4 -:15")]
    public static void Duplicate(ref E e, Q qd, Shamt lanes, R ra) =>
        e.SetVector(qd, W.Duplicate((Lanes)lanes.Value, e[ra]));

    [Instruction("create {qd},{ra},{rb}", "10000100 qd:3 ra:4 rb:4 -:13")]
    public static void Create(ref E e, Q qd, R ra, R rb) => e.SetVector(qd, W.Create(e[ra], e[rb]));

    /// <summary>Halves of two registers, bit 0 of the immediate that of the first one and bit 1 that of the second;
    /// from 4 on the low half of the first one alone.</summary>
    [Instruction("halves {qd},{qa},{qb},{imm}", "10000101 qd:3 qa:3 qb:3 imm:3 -:12")]
    public static void Halves(ref E e, Q qd, Q qa, Q qb, UImm imm)
    {
        W first = e.Vector(qa), second = e.Vector(qb);
        V low = (imm.Value & 1) != 0 ? first.High : first.Low;
        e.SetVector(qd, imm.Value >= 4 ? W.Create(low, 0) : W.Create(low, (imm.Value & 2) != 0 ? second.High : second.Low));
    }

    /// <summary>The logical operators, and constants.</summary>
    [Instruction("logic {qd},{qa},{qb}", "10000110 qd:3 qa:3 qb:3 -:15")]
    public static void Logic(ref E e, Q qd, Q qa, Q qb)
    {
        W constant = W.Create(0x0123_4567_89ab_cdef, -2), twice = W.Duplicate(Lanes.Byte, 0x81), all = W.Create(-1, -1);
        e.SetVector(qd, ((e.Vector(qa) & ~e.Vector(qb)) | (constant ^ twice)) & (all ^ W.Zero));
    }

    /// <summary>More vectors than a host has registers, all wanted until the end, and accesses to memory between them.</summary>
    [Instruction("crowd {qd},{qa},{imm}({ra})", "10000111 qd:3 qa:3 ra:4 imm:14")]
    public static void Crowd(ref E e, Q qd, Q qa, R ra, UImm imm)
    {
        V address = e[ra] + imm.Value;
        W first = e.Vector(qa), sum = first;
        W a = W.Apply(VectorOperation.Add, Lanes.Byte, first, e.Vector(Behind(qa, 1))), b = a ^ first;
        W c = W.Apply(VectorOperation.Add, Lanes.Half, a, b), d = c ^ a;
        // The register is read before it is written, and wanted behind that.
        W old = e.Vector(qd);
        e.SetVector(qd, d);
        if (!e.LoadVector(address, out W loaded)) return;
        W f = W.Apply(VectorOperation.Subtract, Lanes.Word, loaded, d), g = f ^ c, h = g & ~b, i = h | a;
        W j = W.Apply(VectorOperation.ZipLow, Lanes.Byte, i, g), k = j ^ loaded;
        if (!e.Load(address + 16, Width.Half, out V half)) return;
        W l = k.With(Lanes.Half, 5, half).With(Lanes.Byte, 3, half);
        foreach (W each in (ReadOnlySpan<W>)[a, b, c, d, old, loaded, f, g, h, i, j, k, l, e.Vector(qd)])
            sum = W.Apply(VectorOperation.Add, Lanes.Double, sum, each) ^ each;
        for (int lane = 0; lane < 16; lane++) sum = sum.With(Lanes.Byte, lane, sum.Get(Lanes.Byte, 15 - lane));
        if (!e.StoreVector(address, sum)) return;
        e.SetVector(qd, sum ^ old);
    }

    /// <summary>Uses values once more behind effects that have used them.</summary>
    [Instruction("again {rd},{rc},{ra},{qa}", "10010001 rd:4 rc:4 ra:4 qa:3 -:9")]
    public static void Again(ref E e, R rd, R rc, R ra, Q qa)
    {
        V value = e[ra] + 5, lane = e.Vector(qa).Get(Lanes.Half, 3), low = e.Vector(qa).Low, before = e[rd];
        e[rd] = value.ShiftLeft(32) + lane + low;
        e[rc] = value + lane;
        e[rd] = e[rd] ^ low ^ before ^ value;
        e.SetVector(qa, W.Create(lane, low));
    }

    [Instruction("compute {rd},{ra},{rb},{imm}", "10001000 rd:4 ra:4 rb:4 imm:12")]
    public static void Compute(ref E e, R rd, R ra, R rb, UImm imm) =>
        e[rd] = e[ra] + e.Compute((uint)imm.Value, e[ra], e[rb], 7) + e[rb];

    /// <summary>A copy, through what the engine knows of the number.</summary>
    [Instruction("known {rd},{ra}", "10001001 rd:4 ra:4 -:16")]
    public static void Known(ref E e, R rd, R ra) =>
        e[rd] = V.TryGetConstant(e[ra], out ulong number) ? (long)number : e[ra];

    [Instruction("storeq {qb},{imm}({ra})", "00010011 qb:4 ra:4 imm:16")]
    public static void Storeq(ref E e, Q qb, R ra, Imm imm) => e.StoreVector(e[ra] + imm.Value, e.Vector(qb));

    // Registers in a row, of which the first one is behind the last.
    private static Q Behind(Q register, int distance) => new((byte)((register.Number + distance) & 7));
}
