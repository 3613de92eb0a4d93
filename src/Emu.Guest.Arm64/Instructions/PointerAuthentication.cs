using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Signing and authentication of pointers (D8.10), but for branches and loads that authenticate. The key is the first
/// operand of each, see <see cref="PointerKey.ChooseStandard"/>.</summary>
[InstructionSet(Arm64Features.Pauth)]
internal static class PointerAuthentication<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    private const byte X16 = 16, X17 = 17;

    private static Register Link => new(30);

    private static Register StackPointer => new(Arm64Architecture.StackPointer);

    [Instruction("pac{key} {rd}, {rn}", "1 1 0 11010110 00001 000 0 key:2 rn:5 rd:5", Rare = true)]
    public static void PacKey(ref E e, PointerKey key, Xr rd, XrSp rn) =>
        e[rd] = PointerCodes<E, V, W, C>.Sign(ref e, key, e[rd], e[rn]);

    [Instruction("pac{ZeroKey(key)} {rd}", "1 1 0 11010110 00001 001 0 key:2 11111 rd:5", Rare = true)]
    public static void PacKeyZero(ref E e, PointerKey key, Xr rd) =>
        e[rd] = PointerCodes<E, V, W, C>.Sign(ref e, key, e[rd], 0);

    [Instruction("aut{key} {rd}, {rn}", "1 1 0 11010110 00001 000 1 key:2 rn:5 rd:5", Rare = true)]
    public static void AutKey(ref E e, PointerKey key, Xr rd, XrSp rn) =>
        e[rd] = PointerCodes<E, V, W, C>.Authenticate(ref e, key, e[rd], e[rn]);

    [Instruction("aut{ZeroKey(key)} {rd}", "1 1 0 11010110 00001 001 1 key:2 11111 rd:5", Rare = true)]
    public static void AutKeyZero(ref E e, PointerKey key, Xr rd) =>
        e[rd] = PointerCodes<E, V, W, C>.Authenticate(ref e, key, e[rd], 0);

    [Instruction("xpac{StrippedKind(kind)} {rd}", "1 1 0 11010110 00001 01000 kind:1 11111 rd:5", Rare = true)]
    public static void Xpac(ref E e, SmallUImm kind, Xr rd) => e[rd] = PointerCodes<E, V, W, C>.Strip(e[rd]);

    [Instruction("pacga {rd}, {rn}, {rm}", "1 0 0 11010110 rm:5 00 key!=0:1 100 rn:5 rd:5", Rare = true)]
    public static void Pacga(ref E e, PointerKey key, Xr rd, Xr rn, XrSp rm) =>
        e[rd] = PointerCodes<E, V, W, C>.GenericCode(ref e, key, e[rn], e[rm]);

    [Instruction("hint #0x7", "11010101 00000011 0010 0000111 11111", Rare = true)]
    public static void XpacLink(ref E e) => e[Link] = PointerCodes<E, V, W, C>.Strip(e[Link]);

    [Instruction("hint {HintOfKey(key,8)}", "11010101 00000011 0010 00010 key:1 0 11111", Rare = true)]
    public static void Pac1716(ref E e, PointerKey key) => e[new Register(X17)] =
        PointerCodes<E, V, W, C>.Sign(ref e, key, e[new Register(X17)], e[new Register(X16)]);

    [Instruction("hint {HintOfKey(key,12)}", "11010101 00000011 0010 00011 key:1 0 11111", Rare = true)]
    public static void Aut1716(ref E e, PointerKey key) => e[new Register(X17)] =
        PointerCodes<E, V, W, C>.Authenticate(ref e, key, e[new Register(X17)], e[new Register(X16)]);

    [Instruction("hint {HintOfKey(key,24)}", "11010101 00000011 0010 00110 key:1 0 11111", Rare = true)]
    public static void PacLinkZero(ref E e, PointerKey key) =>
        e[Link] = PointerCodes<E, V, W, C>.Sign(ref e, key, e[Link], 0);

    [Instruction("hint {HintOfKey(key,25)}", "11010101 00000011 0010 00110 key:1 1 11111"), MethodImpl(AggressiveInlining)]
    public static void PacLinkSp(ref E e, PointerKey key) =>
        e[Link] = PointerCodes<E, V, W, C>.Sign(ref e, key, e[Link], e[StackPointer]);

    [Instruction("hint {HintOfKey(key,28)}", "11010101 00000011 0010 00111 key:1 0 11111", Rare = true)]
    public static void AutLinkZero(ref E e, PointerKey key) =>
        e[Link] = PointerCodes<E, V, W, C>.Authenticate(ref e, key, e[Link], 0);

    [Instruction("hint {HintOfKey(key,29)}", "11010101 00000011 0010 00111 key:1 1 11111"), MethodImpl(AggressiveInlining)]
    public static void AutLinkSp(ref E e, PointerKey key) =>
        e[Link] = PointerCodes<E, V, W, C>.Authenticate(ref e, key, e[Link], e[StackPointer]);
}
