using System.Runtime.Intrinsics;

namespace Emu.Isa;

/// <content>Saturating arithmetic: the exact number of each lane, and the nearest that fits.</content>
public static partial class VectorOperations
{
    private static Vector128<byte> Saturate(
        VectorOperation operation, Lanes lanes, Vector128<byte> a, Vector128<byte> b, Vector128<byte> c, int immediate)
    {
        Lanes result = operation switch
        {
            VectorOperation.SaturatingDoubledMultiplyWidenLow or VectorOperation.SaturatingDoubledMultiplyWidenHigh => lanes + 1,
            >= VectorOperation.SaturatingNarrowSigned => lanes - 1,
            _ => lanes,
        };
        (Int128 low, Int128 high) = Limits(BitsOf(result), IsUnsigned(operation));
        bool asksWhere = (immediate & WhereSaturated) != 0;
        Vector128<byte> all = default;
        for (int i = 0; i < CountOf(result); i++)
        {
            Int128 exact = Exact(operation, lanes, a, b, c, i, immediate & ~WhereSaturated);
            Int128 value = exact < low ? low : exact > high ? high : exact;
            all = With(all, result, i, asksWhere ? (value == exact ? 0 : ulong.MaxValue) : (ulong)value);
        }

        return all;
    }

    private static (Int128 Low, Int128 High) Limits(int bits, bool isUnsigned) => isUnsigned
        ? (0, (Int128.One << bits) - 1)
        : (-(Int128.One << (bits - 1)), (Int128.One << (bits - 1)) - 1);

    // Of the result.
    private static bool IsUnsigned(VectorOperation operation) => operation is VectorOperation.SaturatingAddUnsigned
        or VectorOperation.SaturatingSubtractUnsigned or VectorOperation.SaturatingAddSignedToUnsigned
        or VectorOperation.SaturatingShiftUnsigned or VectorOperation.SaturatingRoundedShiftUnsigned
        or VectorOperation.SaturatingShiftLeftToUnsigned or VectorOperation.SaturatingNarrowUnsigned
        or VectorOperation.SaturatingNarrowSignedToUnsigned;

    private static Int128 Exact(
        VectorOperation operation, Lanes lanes, Vector128<byte> a, Vector128<byte> b, Vector128<byte> c, int i, int immediate)
    {
        int bits = BitsOf(lanes), count = CountOf(lanes);
        switch (operation)
        {
            case VectorOperation.SaturatingDoubledMultiplyWidenLow:
                return Doubled(i);
            case VectorOperation.SaturatingDoubledMultiplyWidenHigh:
                return Doubled(i + (count / 2));
            case VectorOperation.SaturatingNarrowSigned or VectorOperation.SaturatingNarrowSignedToUnsigned:
                return i < count ? Signed(a, lanes, i) : Signed(b, lanes, i - count);
            case VectorOperation.SaturatingNarrowUnsigned:
                return i < count ? Unsigned(a, lanes, i) : Unsigned(b, lanes, i - count);
        }

        Int128 half = Int128.One << (bits - 2), z = Signed(c, lanes, i);
        Int128 x = Signed(a, lanes, i), y = Signed(b, lanes, i), u = Unsigned(a, lanes, i), v = Unsigned(b, lanes, i);
        return operation switch
        {
            VectorOperation.SaturatingAddSigned => x + y,
            VectorOperation.SaturatingAddUnsigned => u + v,
            VectorOperation.SaturatingSubtractSigned => x - y,
            VectorOperation.SaturatingSubtractUnsigned => u - v,
            VectorOperation.SaturatingAddUnsignedToSigned => x + v,
            VectorOperation.SaturatingAddSignedToUnsigned => u + y,
            VectorOperation.SaturatingNegate => -x,
            VectorOperation.SaturatingAbsolute => x < 0 ? -x : x,
            VectorOperation.SaturatingShiftSigned => Shifted(x, (sbyte)v, bits, rounds: false),
            VectorOperation.SaturatingShiftUnsigned => Shifted(u, (sbyte)v, bits, rounds: false),
            VectorOperation.SaturatingRoundedShiftSigned => Shifted(x, (sbyte)v, bits, rounds: true),
            VectorOperation.SaturatingRoundedShiftUnsigned => Shifted(u, (sbyte)v, bits, rounds: true),
            VectorOperation.SaturatingShiftLeftToUnsigned => x << immediate,
            VectorOperation.SaturatingDoubledMultiplyHigh => Upper(x * y, 0),
            VectorOperation.SaturatingRoundedDoubledMultiplyHigh => Upper(x * y, half),
            VectorOperation.SaturatingRoundedDoubledMultiplyAddHigh => Upper((z << (bits - 1)) + (x * y), half),
            VectorOperation.SaturatingRoundedDoubledMultiplySubtractHigh =>
                Upper((z << (bits - 1)) - (x * y), half),
            _ => throw Unknown(operation),
        };

        // Twice a number, plus a rounding constant, shifted right by a lane's bits: 2 x 64 x 64 bits would need 129.
        Int128 Upper(Int128 number, Int128 rounding) => (number + rounding) >> (bits - 1);

        Int128 Doubled(int lane) => 2 * (Int128)Signed(a, lanes, lane) * Signed(b, lanes, lane);
    }
}
