using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Branches and loads whose address is authenticated first (C3.1.10, C3.2.13). The key is the first operand of each,
/// see <see cref="PointerKey.ChooseStandard"/>.</summary>
[InstructionSet(Arm64Features.Pauth)]
internal static class AuthenticatedBranches<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    private static Register Link => new(30);

    private static Register StackPointer => new(Arm64Architecture.StackPointer);

    [Instruction(
        "bra{InstructionKey(key)}z {rn}", "1101011 0 0 00 11111 00001 key:1 rn:5 11111",
        Flow = Flow.IndirectJump, Rare = true)]
    public static void BrKeyZero(ref E e, PointerKey key, Xr rn) =>
        e.JumpIndirect(PointerCodes<E, V, W, C>.Authenticate(ref e, key, e[rn], 0));

    [Instruction(
        "bra{InstructionKey(key)} {rn}, {rm}", "1101011 1 0 00 11111 00001 key:1 rn:5 rm:5",
        Flow = Flow.IndirectJump, Rare = true)]
    public static void BrKey(ref E e, PointerKey key, Xr rn, XrSp rm) =>
        e.JumpIndirect(PointerCodes<E, V, W, C>.Authenticate(ref e, key, e[rn], e[rm]));

    [Instruction(
        "blra{InstructionKey(key)}z {rn}", "1101011 0 0 01 11111 00001 key:1 rn:5 11111",
        Flow = Flow.IndirectJump, Traits = InstructionTraits.Call, Rare = true)]
    public static void BlrKeyZero(ref E e, PointerKey key, Xr rn)
    {
        V target = PointerCodes<E, V, W, C>.Authenticate(ref e, key, e[rn], 0);
        e[Link] = e.NextPc;
        e.JumpIndirect(target);
    }

    [Instruction(
        "blra{InstructionKey(key)} {rn}, {rm}", "1101011 1 0 01 11111 00001 key:1 rn:5 rm:5",
        Flow = Flow.IndirectJump, Traits = InstructionTraits.Call, Rare = true)]
    public static void BlrKey(ref E e, PointerKey key, Xr rn, XrSp rm)
    {
        V target = PointerCodes<E, V, W, C>.Authenticate(ref e, key, e[rn], e[rm]);
        e[Link] = e.NextPc;
        e.JumpIndirect(target);
    }

    [Instruction(
        "reta{InstructionKey(key)}", "1101011 0 0 10 11111 00001 key:1 11111 11111",
        Flow = Flow.IndirectJump, Traits = InstructionTraits.Return, Rare = true)]
    public static void RetKey(ref E e, PointerKey key) =>
        e.JumpIndirect(PointerCodes<E, V, W, C>.Authenticate(ref e, key, e[Link], e[StackPointer]));

    [Instruction(
        "ereta{InstructionKey(key)}", "1101011 0100 11111 00001 key:1 11111 11111", Flow = Flow.System, Rare = true)]
    public static void EretKey(ref E e, PointerKey key) => e.System((uint)SystemOperation.Undefined, 0, 0, out _);

    [Instruction(
        "ldra{key} {rt}, [{rn}{, offset}]", "11 111 0 00 key:1 offset[12]:1 1 offset[11:3]:9 0 1 rn:5 rt:5", Rare = true)]
    public static void LdrKeyOffset(ref E e, DataKey key, Xr rt, XrSp rn, Displacement offset)
    {
        if (e.Load(AddressOf(ref e, key, rn, offset.Value), Width.Double, out V value)) e[rt] = value;
    }

    [Instruction(
        "ldra{key} {rt}, [{rn}{, offset}]!", "11 111 0 00 key:1 offset[12]:1 1 offset[11:3]:9 1 1 rn:5 rt:5", Rare = true)]
    public static void LdrKeyPre(ref E e, DataKey key, Xr rt, XrSp rn, Displacement offset)
    {
        V address = AddressOf(ref e, key, rn, offset.Value);
        if (!e.Load(address, Width.Double, out V value)) return;
        e[rn] = address;
        e[rt] = value;
    }

    private static V AddressOf(ref E e, DataKey key, XrSp rn, int offset) =>
        PointerCodes<E, V, W, C>.Authenticate(ref e, key, e[rn], 0) + offset;
}
