using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Emu.Isa;

/// <content>Shifts by a constant and by lanes.</content>
public static partial class VectorOperations
{
    private static Vector128<byte> ShiftBy<TUnsigned, TSigned>(
        VectorOperation operation, Vector128<byte> first, Vector128<byte> second, int count)
        where TUnsigned : unmanaged, IBinaryInteger<TUnsigned>
        where TSigned : unmanaged, IBinaryInteger<TSigned>
    {
        int bits = 8 * Unsafe.SizeOf<TUnsigned>();
        Vector128<TUnsigned> a = first.As<byte, TUnsigned>(), b = second.As<byte, TUnsigned>();
        Vector128<TSigned> x = first.As<byte, TSigned>();
        Vector128<TUnsigned> ones = Vector128<TUnsigned>.AllBitsSet;
        switch (operation)
        {
            case VectorOperation.ShiftLeft:
                return (a << count).AsByte();
            case VectorOperation.ShiftRightSigned:
                return (x >> Math.Min(count, bits - 1)).AsByte();
            case VectorOperation.ShiftRightUnsigned:
                return Right(a, count, bits).AsByte();
            case VectorOperation.RoundedShiftRightSigned:
                // The highest bit that is shifted out says whether the rest is a half or more.
                return ((x >> Math.Min(count, bits - 1)) + ((x >> (count - 1)) & Vector128<TSigned>.One)).AsByte();
            case VectorOperation.RoundedShiftRightUnsigned:
                return (Right(a, count, bits) + ((a >>> (count - 1)) & Vector128<TUnsigned>.One)).AsByte();
            case VectorOperation.ShiftLeftInsert:
                return ((a & ~(ones << count)) | (b << count)).AsByte();
            case VectorOperation.ShiftRightInsert:
                return ((a & ~Right(ones, count, bits)) | Right(b, count, bits)).AsByte();
            case VectorOperation.RotateRight:
                return count == 0 ? first : ((a >>> count) | (a << (bits - count))).AsByte();
            default:
                throw Unknown(operation);
        }
    }

    private static Vector128<T> Right<T>(Vector128<T> value, int count, int bits)
        where T : unmanaged, IBinaryInteger<T> => count >= bits ? Vector128<T>.Zero : value >>> count;

    private static Vector128<byte> ShiftLanes(
        VectorOperation operation, Lanes lanes, Vector128<byte> a, Vector128<byte> b)
    {
        bool isSigned = operation is VectorOperation.ShiftSigned or VectorOperation.RoundedShiftSigned;
        bool rounds = operation is VectorOperation.RoundedShiftSigned or VectorOperation.RoundedShiftUnsigned;
        Vector128<byte> result = default;
        for (int i = 0; i < CountOf(lanes); i++)
        {
            Int128 value = isSigned ? Signed(a, lanes, i) : Unsigned(a, lanes, i);
            int count = (sbyte)Unsigned(b, lanes, i);
            result = With(result, lanes, i, (ulong)Shifted(value, count, BitsOf(lanes), rounds));
        }

        return result;
    }

    // The number shifted exactly; for one that has no bit left in the lane, the nearest such number beyond its limits.
    private static Int128 Shifted(Int128 value, int count, int bits, bool rounds)
    {
        if (count >= bits) return Int128.Sign(value) * (Int128.One << bits);
        if (count >= 0) return value << count;
        // A half added to what is shifted further than a bit beyond the lane is less than one.
        int right = Math.Min(-count, bits + 1);
        return (rounds ? value + (Int128.One << (right - 1)) : value) >> right;
    }
}
