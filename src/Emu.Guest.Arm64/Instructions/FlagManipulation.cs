using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Instructions that change NZCV alone (C6.2: CFINV, RMIF, SETF8, SETF16, AXFLAG, XAFLAG).</summary>
[InstructionSet(Arm64Features.FlagM)]
internal static class FlagManipulation<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("rmif {rn}, {shift}, {mask}", "101 11010000 shift:6 00001 rn:5 0 mask:4", Rare = true)]
    public static void Rmif(ref E e, Xr rn, SmallUImm shift, SmallUImm mask)
    {
        V bits = e[rn].RotateRight(shift.Value) & (long)mask.Value;
        Nzcv<E, V, W, C>.SetPacked(ref e, (Nzcv<E, V, W, C>.Pack(ref e) & ((long)(mask.Value ^ 15) << 28)) | bits.ShiftLeft(28));
    }

    [Instruction("setf8 {rn}", "001 11010000 000000 0 0010 rn:5 0 1101", Rare = true)]
    public static void Setf8(ref E e, Wr rn)
    {
        V value = e[rn].ShiftLeft(56);
        V overflow = (e[rn] ^ e[rn].ShiftRightLogical(1)).ShiftRightLogical(7) & 1;
        V flags = FlagConditions<V, C>.SignAndZero(value) | overflow.ShiftLeft(28);
        Nzcv<E, V, W, C>.SetPacked(ref e, (Nzcv<E, V, W, C>.Pack(ref e) & (1 << 29)) | flags);
    }

    [Instruction("setf16 {rn}", "001 11010000 000000 1 0010 rn:5 0 1101", Rare = true)]
    public static void Setf16(ref E e, Wr rn)
    {
        V value = e[rn].ShiftLeft(48);
        V overflow = (e[rn] ^ e[rn].ShiftRightLogical(1)).ShiftRightLogical(15) & 1;
        V flags = FlagConditions<V, C>.SignAndZero(value) | overflow.ShiftLeft(28);
        Nzcv<E, V, W, C>.SetPacked(ref e, (Nzcv<E, V, W, C>.Pack(ref e) & (1 << 29)) | flags);
    }

    [Instruction("cfinv", "1101010100000 000 0100 0000 000 11111", Rare = true)]
    public static void Cfinv(ref E e) => Nzcv<E, V, W, C>.SetPacked(ref e, Nzcv<E, V, W, C>.Pack(ref e) ^ (1 << 29));

    [InstructionSet(Arm64Features.FlagM2)]
    [Instruction("xaflag", "1101010100000 000 0100 0000 001 11111", Rare = true)]
    public static void Xaflag(ref E e)
    {
        V old = Nzcv<E, V, W, C>.Pack(ref e);
        V zero = old.ShiftRightLogical(30) & 1;
        V carry = old.ShiftRightLogical(29) & 1;
        V flags = ((~carry & ~zero) & 1).ShiftLeft(31) | (zero & carry).ShiftLeft(30)
            | (carry | zero).ShiftLeft(29) | ((~carry & zero) & 1).ShiftLeft(28);
        Nzcv<E, V, W, C>.SetPacked(ref e, flags);
    }

    [InstructionSet(Arm64Features.FlagM2)]
    [Instruction("axflag", "1101010100000 000 0100 0000 010 11111", Rare = true)]
    public static void Axflag(ref E e)
    {
        V old = Nzcv<E, V, W, C>.Pack(ref e);
        V overflow = old.ShiftRightLogical(28) & 1;
        V zero = (old.ShiftRightLogical(30) & 1) | overflow;
        V carry = old.ShiftRightLogical(29) & 1 & ~overflow;
        Nzcv<E, V, W, C>.SetPacked(ref e, zero.ShiftLeft(30) | carry.ShiftLeft(29));
    }
}
