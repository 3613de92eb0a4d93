using System.Numerics;
using System.Runtime.Intrinsics;
using Emu.Isa;

namespace Emu.Engine.Tests.Vectors;

/// <summary>What operations on vectors mean, in numbers of any size, lane after lane: slow, and close to the words of the rows.</summary>
internal sealed class NaiveVector(
    VectorOperation operation, Lanes lanes, Vector128<byte> a, Vector128<byte> b, Vector128<byte> c, int immediate)
{
    private readonly int bits = 8 << (int)lanes, count = 16 >> (int)lanes, i = immediate & 0xff;
    private readonly bool asks = (immediate & VectorOperations.WhereSaturated) != 0;

    /// <summary>The result.</summary>
    public Vector128<byte> Compute()
    {
        string name = operation.ToString();
        bool signed = !name.Contains("Unsigned", StringComparison.Ordinal);
        if (operation <= VectorOperation.Select) return Bits();
        if (name.StartsWith("Saturating", StringComparison.Ordinal)) return Saturating(name);
        BigInteger A(int lane) => Lane(a, lanes, lane, signed);
        BigInteger B(int lane) => Lane(b, lanes, lane, signed);
        BigInteger C(int lane) => Lane(c, lanes, lane, signed);
        BigInteger Pair(int lane) => lane < count ? A(lane) : B(lane - count);
        BigInteger Byte(int at) => at < 16 ? a[at] : b[at - 16];
        int half = count / 2;
        switch (operation)
        {
            case VectorOperation.Add: return All(lane => A(lane) + B(lane));
            case VectorOperation.Subtract: return All(lane => A(lane) - B(lane));
            case VectorOperation.Multiply: return All(lane => A(lane) * B(lane));
            case VectorOperation.MultiplyAdd: return All(lane => C(lane) + (A(lane) * B(lane)));
            case VectorOperation.MultiplySubtract: return All(lane => C(lane) - (A(lane) * B(lane)));
            case VectorOperation.Negate: return All(lane => -A(lane));
            case VectorOperation.Absolute: return All(lane => BigInteger.Abs(A(lane)));
            case VectorOperation.MinSigned or VectorOperation.MinUnsigned: return All(lane => BigInteger.Min(A(lane), B(lane)));
            case VectorOperation.MaxSigned or VectorOperation.MaxUnsigned: return All(lane => BigInteger.Max(A(lane), B(lane)));
            case VectorOperation.DifferenceSigned or VectorOperation.DifferenceUnsigned:
                return All(lane => BigInteger.Abs(A(lane) - B(lane)));
            case VectorOperation.AverageSigned or VectorOperation.AverageUnsigned: return All(lane => (A(lane) + B(lane)) >> 1);
            case VectorOperation.AverageUpSigned or VectorOperation.AverageUpUnsigned:
                return All(lane => (A(lane) + B(lane) + 1) >> 1);
            case VectorOperation.HalfDifferenceSigned or VectorOperation.HalfDifferenceUnsigned:
                return All(lane => (A(lane) - B(lane)) >> 1);
            case VectorOperation.MultiplyHighSigned or VectorOperation.MultiplyHighUnsigned:
                return All(lane => (A(lane) * B(lane)) >> bits);
            case VectorOperation.Equal: return Where(lane => A(lane) == B(lane));
            case VectorOperation.GreaterSigned or VectorOperation.GreaterUnsigned: return Where(lane => A(lane) > B(lane));
            case VectorOperation.GreaterOrEqualSigned or VectorOperation.GreaterOrEqualUnsigned:
                return Where(lane => A(lane) >= B(lane));
            case VectorOperation.Test: return Where(lane => (A(lane) & B(lane)) != 0);
            case VectorOperation.ShiftLeft: return All(lane => A(lane) << i);
            case VectorOperation.ShiftRightSigned or VectorOperation.ShiftRightUnsigned: return All(lane => A(lane) >> i);
            case VectorOperation.RoundedShiftRightSigned or VectorOperation.RoundedShiftRightUnsigned:
                return All(lane => Right(A(lane), i));
            case VectorOperation.ShiftLeftInsert:
                return All(lane => (B(lane) << i) | (A(lane) & ((BigInteger.One << i) - 1)));
            case VectorOperation.ShiftRightInsert:
                BigInteger kept = (BigInteger.One << bits) - (BigInteger.One << (bits - i));
                return All(lane => (Lane(b, lanes, lane, false) >> i) | (A(lane) & kept));
            case VectorOperation.RotateRight:
                return All(lane => (Lane(a, lanes, lane, false) >> i) | (Lane(a, lanes, lane, false) << (bits - i)));
            case VectorOperation.ShiftSigned or VectorOperation.ShiftUnsigned:
                return All(lane => Shift(A(lane), ShiftOf(lane), rounds: false));
            case VectorOperation.RoundedShiftSigned or VectorOperation.RoundedShiftUnsigned:
                return All(lane => Shift(A(lane), ShiftOf(lane), rounds: true));
            case VectorOperation.WidenLowSigned or VectorOperation.WidenLowUnsigned: return All(lanes + 1, A);
            case VectorOperation.WidenHighSigned or VectorOperation.WidenHighUnsigned: return All(lanes + 1, lane => A(lane + half));
            case VectorOperation.MultiplyWidenLowSigned or VectorOperation.MultiplyWidenLowUnsigned:
                return All(lanes + 1, lane => A(lane) * B(lane));
            case VectorOperation.MultiplyWidenHighSigned or VectorOperation.MultiplyWidenHighUnsigned:
                return All(lanes + 1, lane => A(lane + half) * B(lane + half));
            case VectorOperation.Narrow: return All(lanes - 1, Pair);
            case VectorOperation.ZipLow: return All(lane => lane % 2 == 0 ? A(lane / 2) : B(lane / 2));
            case VectorOperation.ZipHigh: return All(lane => lane % 2 == 0 ? A((lane / 2) + half) : B((lane / 2) + half));
            case VectorOperation.UnzipEven: return All(lane => Pair(2 * lane));
            case VectorOperation.UnzipOdd: return All(lane => Pair((2 * lane) + 1));
            case VectorOperation.TransposeEven: return All(lane => lane % 2 == 0 ? A(lane) : B(lane - 1));
            case VectorOperation.TransposeOdd: return All(lane => lane % 2 == 0 ? A(lane + 1) : B(lane));
            case VectorOperation.Extract: return All(Lanes.Byte, lane => Byte(lane + i));
            case VectorOperation.Reverse:
                int group = i * 8 / bits;
                return All(lane => A((lane / group * group) + group - 1 - (lane % group)));
            case VectorOperation.Table: return All(Lanes.Byte, lane => (byte)(b[lane] - i) < 16 ? a[(byte)(b[lane] - i)] : 0);
            case VectorOperation.TableOr:
                return All(Lanes.Byte, lane => (byte)(b[lane] - i) < 16 ? a[(byte)(b[lane] - i)] : c[lane]);
            case VectorOperation.DuplicateLane: return All(_ => A(i));
            case VectorOperation.PairAdd: return All(lane => Pair(2 * lane) + Pair((2 * lane) + 1));
            case VectorOperation.PairMinSigned or VectorOperation.PairMinUnsigned:
                return All(lane => BigInteger.Min(Pair(2 * lane), Pair((2 * lane) + 1)));
            case VectorOperation.PairMaxSigned or VectorOperation.PairMaxUnsigned:
                return All(lane => BigInteger.Max(Pair(2 * lane), Pair((2 * lane) + 1)));
            case VectorOperation.PairAddWidenSigned or VectorOperation.PairAddWidenUnsigned:
                return All(lanes + 1, lane => A(2 * lane) + A((2 * lane) + 1));
            case VectorOperation.ReduceAdd: return First(lanes, Every(A).Aggregate(BigInteger.Add));
            case VectorOperation.ReduceMinSigned or VectorOperation.ReduceMinUnsigned: return First(lanes, Every(A).Min());
            case VectorOperation.ReduceMaxSigned or VectorOperation.ReduceMaxUnsigned: return First(lanes, Every(A).Max());
            case VectorOperation.ReduceAddWidenSigned or VectorOperation.ReduceAddWidenUnsigned:
                return First(lanes + 1, Every(A).Aggregate(BigInteger.Add));
            case VectorOperation.CountLeadingZeros: return All(lane => Digits(a, lane).TakeWhile(digit => digit == 0).Count());
            case VectorOperation.CountLeadingSigns:
                return All(lane => Digits(a, lane).TakeWhile(digit => digit == Digits(a, lane)[0]).Count() - 1);
            case VectorOperation.PopulationCount: return All(lane => Digits(a, lane).Sum());
            case VectorOperation.ReverseBits:
                return All(Lanes.Byte, lane => Enumerable.Range(0, 8).Sum(bit => (a[lane] >> bit & 1) << (7 - bit)));
            case VectorOperation.DotSigned or VectorOperation.DotUnsigned or VectorOperation.DotUnsignedSigned
                or VectorOperation.MatrixSigned or VectorOperation.MatrixUnsigned or VectorOperation.MatrixUnsignedSigned:
                return Products(name);
            case VectorOperation.PolynomialMultiply: return All(lane => Polynomial(lane));
            case VectorOperation.PolynomialMultiplyWidenLow: return Wide(Polynomial);
            case VectorOperation.PolynomialMultiplyWidenHigh: return Wide(lane => Polynomial(lane + half));
            case VectorOperation.ReciprocalEstimate: return All(lane => Reciprocal(Lane(a, lanes, lane, false)));
            case VectorOperation.ReciprocalRootEstimate: return All(lane => Root(Lane(a, lanes, lane, false)));
            default: throw new NotSupportedException(name);
        }
    }

    private BigInteger Polynomial(int lane)
    {
        BigInteger x = Lane(a, lanes, lane, false), y = Lane(b, lanes, lane, false);
        return Enumerable.Range(0, bits).Where(bit => (y >> bit & 1) != 0).Aggregate(BigInteger.Zero, (sum, bit) => sum ^ (x << bit));
    }

    // Lanes of twice the size, which may be one.
    private Vector128<byte> Wide(Func<int, BigInteger> lane) => lanes == Lanes.Double
        ? All(Lanes.Byte, at => lane(0) >> (8 * at))
        : All(lanes + 1, lane);

    private Vector128<byte> Bits() => All(Lanes.Byte, at => operation switch
    {
        VectorOperation.And => a[at] & b[at],
        VectorOperation.Or => a[at] | b[at],
        VectorOperation.Xor => a[at] ^ b[at],
        VectorOperation.AndNot => a[at] & (255 - b[at]),
        VectorOperation.OrNot => a[at] | (255 - b[at]),
        VectorOperation.Not => 255 - a[at],
        _ => Enumerable.Range(0, 8).Sum(bit => ((a[at] >> bit & 1) != 0 ? b[at] : c[at]) & (1 << bit)),
    });

    private Vector128<byte> Saturating(string name)
    {
        Lanes to = name.Contains("Widen", StringComparison.Ordinal) ? lanes + 1
            : name.Contains("Narrow", StringComparison.Ordinal) ? lanes - 1 : lanes;
        int size = 8 << (int)to;
        bool unsigned = name.EndsWith("ToUnsigned", StringComparison.Ordinal)
            || (name.EndsWith("Unsigned", StringComparison.Ordinal) && !name.EndsWith("ToSigned", StringComparison.Ordinal));
        BigInteger least = unsigned ? 0 : -(BigInteger.One << (size - 1));
        BigInteger most = least + (BigInteger.One << size) - 1;
        BigInteger A(int lane) => Lane(a, lanes, lane, true);
        BigInteger B(int lane) => Lane(b, lanes, lane, true);
        BigInteger C(int lane) => Lane(c, lanes, lane, true);
        BigInteger U(int lane) => Lane(a, lanes, lane, false);
        BigInteger V(int lane) => Lane(b, lanes, lane, false);
        Func<int, BigInteger> exact = operation switch
        {
            VectorOperation.SaturatingAddSigned => lane => A(lane) + B(lane),
            VectorOperation.SaturatingAddUnsigned => lane => U(lane) + V(lane),
            VectorOperation.SaturatingSubtractSigned => lane => A(lane) - B(lane),
            VectorOperation.SaturatingSubtractUnsigned => lane => U(lane) - V(lane),
            VectorOperation.SaturatingAddUnsignedToSigned => lane => A(lane) + V(lane),
            VectorOperation.SaturatingAddSignedToUnsigned => lane => U(lane) + B(lane),
            VectorOperation.SaturatingNegate => lane => -A(lane),
            VectorOperation.SaturatingAbsolute => lane => BigInteger.Abs(A(lane)),
            VectorOperation.SaturatingShiftSigned => lane => Shift(A(lane), ShiftOf(lane), rounds: false),
            VectorOperation.SaturatingShiftUnsigned => lane => Shift(U(lane), ShiftOf(lane), rounds: false),
            VectorOperation.SaturatingRoundedShiftSigned => lane => Shift(A(lane), ShiftOf(lane), rounds: true),
            VectorOperation.SaturatingRoundedShiftUnsigned => lane => Shift(U(lane), ShiftOf(lane), rounds: true),
            VectorOperation.SaturatingShiftLeftToUnsigned => lane => A(lane) << i,
            VectorOperation.SaturatingDoubledMultiplyHigh => lane => (2 * A(lane) * B(lane)) >> bits,
            VectorOperation.SaturatingRoundedDoubledMultiplyHigh => lane => Right(2 * A(lane) * B(lane), bits),
            VectorOperation.SaturatingRoundedDoubledMultiplyAddHigh =>
                lane => Right((C(lane) << bits) + (2 * A(lane) * B(lane)), bits),
            VectorOperation.SaturatingRoundedDoubledMultiplySubtractHigh =>
                lane => Right((C(lane) << bits) - (2 * A(lane) * B(lane)), bits),
            VectorOperation.SaturatingDoubledMultiplyWidenLow => lane => 2 * A(lane) * B(lane),
            VectorOperation.SaturatingDoubledMultiplyWidenHigh =>
                lane => 2 * A(lane + (count / 2)) * B(lane + (count / 2)),
            VectorOperation.SaturatingNarrowUnsigned => lane => lane < count ? U(lane) : V(lane - count),
            VectorOperation.SaturatingNarrowSigned or VectorOperation.SaturatingNarrowSignedToUnsigned =>
                lane => lane < count ? A(lane) : B(lane - count),
            _ => throw new NotSupportedException(name),
        };
        return All(to, lane =>
        {
            BigInteger number = exact(lane), nearest = BigInteger.Min(BigInteger.Max(number, least), most);
            return asks ? (number == nearest ? 0 : -1) : nearest;
        });
    }

    private Vector128<byte> Products(string name)
    {
        bool left = name.EndsWith("UnsignedSigned", StringComparison.Ordinal) || name.EndsWith("Unsigned", StringComparison.Ordinal);
        bool right = !name.EndsWith("UnsignedSigned", StringComparison.Ordinal) && left;
        bool isMatrix = name.StartsWith("Matrix", StringComparison.Ordinal);
        return All(word =>
        {
            BigInteger sum = Lane(c, Lanes.Word, word, false);
            int terms = isMatrix ? 8 : 4, x = isMatrix ? word / 2 * 8 : word * 4, y = isMatrix ? word % 2 * 8 : word * 4;
            for (int j = 0; j < terms; j++) sum += Lane(a, Lanes.Byte, x + j, !left) * Lane(b, Lanes.Byte, y + j, !right);
            return sum;
        });
    }

    // The middle of the fraction's interval, of 1/2 up to 1 in steps of 1/512, and the nearest eighth bit of its reciprocal.
    private static BigInteger Reciprocal(BigInteger lane)
    {
        if (lane >> 31 == 0) return uint.MaxValue;
        double middle = ((double)(lane >> 23) + 0.5) / 512;
        return (BigInteger)Math.Floor((256 / middle) + 0.5) << 23;
    }

    private static BigInteger Root(BigInteger lane)
    {
        if (lane >> 30 == 0) return uint.MaxValue;
        int fraction = (int)(lane >> 23);
        double middle = fraction < 256 ? (fraction + 0.5) / 512 : ((fraction & ~1) + 1.0) / 512;
        return (BigInteger)Math.Floor((256 / Math.Sqrt(middle)) + 0.5) << 23;
    }

    private int ShiftOf(int lane) => (sbyte)b[lane * bits / 8];

    private static BigInteger Shift(BigInteger value, int shift, bool rounds) =>
        shift >= 0 ? value << shift : rounds ? Right(value, -shift) : value >> -shift;

    private static BigInteger Right(BigInteger value, int shift) => (value + (BigInteger.One << (shift - 1))) >> shift;

    // From the highest on.
    private int[] Digits(Vector128<byte> vector, int lane) =>
        [.. Enumerable.Range(1, bits).Select(bit => (int)(Lane(vector, lanes, lane, false) >> (bits - bit) & 1))];

    private static BigInteger Lane(Vector128<byte> vector, Lanes lanes, int lane, bool signed)
    {
        byte[] bytes = new byte[16];
        vector.CopyTo(bytes);
        return new BigInteger(bytes.AsSpan(lane << (int)lanes, 1 << (int)lanes), isUnsigned: !signed);
    }

    private IEnumerable<BigInteger> Every(Func<int, BigInteger> lane) => Enumerable.Range(0, count).Select(lane);

    private Vector128<byte> All(Func<int, BigInteger> lane) => All(lanes, lane);

    private Vector128<byte> Where(Func<int, bool> holds) => All(lane => holds(lane) ? -1 : 0);

    private static Vector128<byte> First(Lanes to, BigInteger number) => All(to, lane => lane == 0 ? number : 0);

    private static Vector128<byte> All(Lanes to, Func<int, BigInteger> lane)
    {
        byte[] bytes = new byte[16];
        int size = 1 << (int)to;
        for (int at = 0; at < 16; at++) bytes[at] = (byte)(lane(at / size) >> (8 * (at % size)) & 0xff);
        return Vector128.Create(bytes);
    }
}
