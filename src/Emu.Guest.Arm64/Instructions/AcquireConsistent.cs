using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Loads with an acquire that is only processor consistent, and those and stores with release at an offset
/// (FEAT_LRCPC, FEAT_LRCPC2).</summary>
[InstructionSet(Arm64Features.Rcpc)]
internal static class AcquireConsistent<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("ldaprb {rt}, [{rn}]", "00 111 0 00 1 0 1 11111 1 100 00 rn:5 rt:5", Rare = true)]
    public static void LdaprB(ref E e, Wr rt, XrSp rn)
    {
        if (e.Load(e[rn], Width.Byte, out V value)) e[rt] = value;
    }

    [InstructionSet(Arm64Features.Rcpc2)]
    [Instruction("stlurb {rt}, [{rn}{, offset}]", "00 011001 00 0 offset:9 00 rn:5 rt:5", Rare = true)]
    public static void StlurB(ref E e, Wr rt, XrSp rn, Displacement offset)
    {
        if (e.Store(e[rn] + offset.Value, Width.Byte, e[rt])) e.MemoryFence();
    }

    [InstructionSet(Arm64Features.Rcpc2)]
    [Instruction("ldapurb {rt}, [{rn}{, offset}]", "00 011001 01 0 offset:9 00 rn:5 rt:5", Rare = true)]
    public static void LdapurB(ref E e, Wr rt, XrSp rn, Displacement offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Byte, out V value)) e[rt] = value;
    }

    [Instruction("ldaprh {rt}, [{rn}]", "01 111 0 00 1 0 1 11111 1 100 00 rn:5 rt:5", Rare = true)]
    public static void LdaprH(ref E e, Wr rt, XrSp rn)
    {
        if (e.Load(e[rn], Width.Half, out V value)) e[rt] = value;
    }

    [InstructionSet(Arm64Features.Rcpc2)]
    [Instruction("stlurh {rt}, [{rn}{, offset}]", "01 011001 00 0 offset:9 00 rn:5 rt:5", Rare = true)]
    public static void StlurH(ref E e, Wr rt, XrSp rn, Displacement offset)
    {
        if (e.Store(e[rn] + offset.Value, Width.Half, e[rt])) e.MemoryFence();
    }

    [InstructionSet(Arm64Features.Rcpc2)]
    [Instruction("ldapurh {rt}, [{rn}{, offset}]", "01 011001 01 0 offset:9 00 rn:5 rt:5", Rare = true)]
    public static void LdapurH(ref E e, Wr rt, XrSp rn, Displacement offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Half, out V value)) e[rt] = value;
    }

    [Instruction("ldapr {rt}, [{rn}]", "10 111 0 00 1 0 1 11111 1 100 00 rn:5 rt:5", Rare = true)]
    public static void LdaprW(ref E e, Wr rt, XrSp rn)
    {
        if (e.Load(e[rn], Width.Word, out V value)) e[rt] = value;
    }

    [InstructionSet(Arm64Features.Rcpc2)]
    [Instruction("stlur {rt}, [{rn}{, offset}]", "10 011001 00 0 offset:9 00 rn:5 rt:5", Rare = true)]
    public static void StlurW(ref E e, Wr rt, XrSp rn, Displacement offset)
    {
        if (e.Store(e[rn] + offset.Value, Width.Word, e[rt])) e.MemoryFence();
    }

    [InstructionSet(Arm64Features.Rcpc2)]
    [Instruction("ldapur {rt}, [{rn}{, offset}]", "10 011001 01 0 offset:9 00 rn:5 rt:5", Rare = true)]
    public static void LdapurW(ref E e, Wr rt, XrSp rn, Displacement offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Word, out V value)) e[rt] = value;
    }

    [Instruction("ldapr {rt}, [{rn}]", "11 111 0 00 1 0 1 11111 1 100 00 rn:5 rt:5", Rare = true)]
    public static void LdaprX(ref E e, Xr rt, XrSp rn)
    {
        if (e.Load(e[rn], Width.Double, out V value)) e[rt] = value;
    }

    [InstructionSet(Arm64Features.Rcpc2)]
    [Instruction("stlur {rt}, [{rn}{, offset}]", "11 011001 00 0 offset:9 00 rn:5 rt:5", Rare = true)]
    public static void StlurX(ref E e, Xr rt, XrSp rn, Displacement offset)
    {
        if (e.Store(e[rn] + offset.Value, Width.Double, e[rt])) e.MemoryFence();
    }

    [InstructionSet(Arm64Features.Rcpc2)]
    [Instruction("ldapur {rt}, [{rn}{, offset}]", "11 011001 01 0 offset:9 00 rn:5 rt:5", Rare = true)]
    public static void LdapurX(ref E e, Xr rt, XrSp rn, Displacement offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Double, out V value)) e[rt] = value;
    }

    [InstructionSet(Arm64Features.Rcpc2)]
    [Instruction("ldapursb {rt}, [{rn}{, offset}]", "00 011001 10 0 offset:9 00 rn:5 rt:5", Rare = true)]
    public static void LdapursbX(ref E e, Xr rt, XrSp rn, Displacement offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Byte, out V value)) e[rt] = value.SignExtend(8);
    }

    [InstructionSet(Arm64Features.Rcpc2)]
    [Instruction("ldapursb {rt}, [{rn}{, offset}]", "00 011001 11 0 offset:9 00 rn:5 rt:5", Rare = true)]
    public static void LdapursbW(ref E e, Wr rt, XrSp rn, Displacement offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Byte, out V value)) e[rt] = value.SignExtend(8).ZeroExtend(32);
    }

    [InstructionSet(Arm64Features.Rcpc2)]
    [Instruction("ldapursh {rt}, [{rn}{, offset}]", "01 011001 10 0 offset:9 00 rn:5 rt:5", Rare = true)]
    public static void LdapurshX(ref E e, Xr rt, XrSp rn, Displacement offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Half, out V value)) e[rt] = value.SignExtend(16);
    }

    [InstructionSet(Arm64Features.Rcpc2)]
    [Instruction("ldapursh {rt}, [{rn}{, offset}]", "01 011001 11 0 offset:9 00 rn:5 rt:5", Rare = true)]
    public static void LdapurshW(ref E e, Wr rt, XrSp rn, Displacement offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Half, out V value)) e[rt] = value.SignExtend(16).ZeroExtend(32);
    }

    [InstructionSet(Arm64Features.Rcpc2)]
    [Instruction("ldapursw {rt}, [{rn}{, offset}]", "10 011001 10 0 offset:9 00 rn:5 rt:5", Rare = true)]
    public static void Ldapursw(ref E e, Xr rt, XrSp rn, Displacement offset)
    {
        if (e.Load(e[rn] + offset.Value, Width.Word, out V value)) e[rt] = value.SignExtend(32);
    }
}
