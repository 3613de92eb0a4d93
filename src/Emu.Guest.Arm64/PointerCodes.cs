using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64;

/// <summary>What pointer authentication knows of pointers.</summary>
internal static class PointerCodes
{
    /// <summary>The bits of a pointer that hold its code: those between the address, of 48 bits, and bit 55. The byte above is
    /// ignored in addresses and left alone.</summary>
    public const ulong Field = 0x007f_0000_0000_0000;
}

/// <summary>
/// Signed pointers (D8.10): the bits between a pointer's address and bit 55, which in an address are copies of that one, hold a
/// code of the pointer, a modifier and a key. What is not authentic becomes a pointer at which every access faults.
/// </summary>
internal static class PointerCodes<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    private const int HighestCodeBit = 54, UpperHalfBit = 55;

    // Bits 54 and 53 of what is not authentic: 01 for the keys A, 10 for the keys B.
    private const ulong ErrorField = 3UL << 53, ErrorA = 1UL << 53, ErrorB = 2UL << 53;

    // 2^64 over the golden ratio.
    private const ulong Multiplier = 0x9e37_79b9_7f4a_7c15;

    private const int GenericKey = 4;

    private const ulong HighestByte = 0xff00_0000_0000_0000;

    /// <summary>The pointer with its code. Of one whose bits there are no copies of bit 55 the code is made wrong, so that code
    /// which signs any pointer does not make forged ones authentic.</summary>
    [MethodImpl(AggressiveInlining)]
    public static V Sign(ref E e, PointerKey key, V pointer, V modifier)
    {
        V field = e[FieldOf(key)];
        V foreign = (pointer ^ Extension(pointer)) & field;
        V plain = pointer ^ foreign;
        V spoilt = V.FromCondition(foreign.IsNotEqual(0)).ShiftLeft(HighestCodeBit);
        return (plain & ~field) | ((Code(ref e, key, plain, modifier) & field) ^ spoilt);
    }

    /// <summary>The pointer without its code; made useless when it has not the right one.</summary>
    [MethodImpl(AggressiveInlining)]
    public static V Authenticate(ref E e, PointerKey key, V pointer, V modifier)
    {
        V field = e[FieldOf(key)];
        V plain = pointer ^ ((pointer ^ Extension(pointer)) & field);
        V difference = (Code(ref e, key, plain, modifier) ^ pointer) & field;
        V useless = (plain & unchecked((long)~ErrorField)) | (long)((key.Number & 1) == 0 ? ErrorA : ErrorB);
        return V.Select(difference.IsEqual(0), plain, useless);
    }

    /// <summary>The pointer without its code, whatever that is; of one in the upper half also without the byte above.</summary>
    [MethodImpl(AggressiveInlining)]
    public static V Strip(V pointer)
    {
        V extension = Extension(pointer);
        return pointer ^ ((pointer ^ extension) & ((extension & unchecked((long)HighestByte)) | (long)PointerCodes.Field));
    }

    /// <summary>The code of any two numbers, in the upper half of the result.</summary>
    [MethodImpl(AggressiveInlining)]
    public static V GenericCode(ref E e, PointerKey key, V first, V second)
    {
        V code = key.IsStandard
            ? e.Compute(Functions.Qarma5Code, first, second, e[new Register(Arm64Architecture.FirstKey + GenericKey)])
            : Mix(first, second, e[new Register(Arm64Architecture.FirstKey + GenericKey)]);
        return code & unchecked((long)0xffff_ffff_0000_0000);
    }

    [MethodImpl(AggressiveInlining)]
    private static V Code(ref E e, PointerKey key, V pointer, V modifier)
    {
        V secret = e[new Register((byte)(Arm64Architecture.FirstKey + key.Number))];
        return key.IsStandard ? e.Compute(Functions.Qarma5Code, pointer, modifier, secret) : Mix(pointer, modifier, secret);
    }

    // The emulator's own algorithm: two multiplications, as distributions sign and authenticate in each function. The key is
    // odd, so that no bit of the pointer is lost.
    [MethodImpl(AggressiveInlining)]
    private static V Mix(V pointer, V modifier, V key)
    {
        V mixed = (modifier ^ key) * unchecked((long)Multiplier);
        return (mixed ^ mixed.ShiftRightLogical(32) ^ pointer) * key;
    }

    // All bits are bit 55.
    [MethodImpl(AggressiveInlining)]
    private static V Extension(V pointer) => pointer.ShiftLeft(63 - UpperHalfBit).ShiftRightArithmetic(63);

    private static Register FieldOf(PointerKey key) => new((byte)(Arm64Architecture.FirstCodeField + key.Number));
}
