using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Emu.Isa;

/// <summary>
/// The meanings of vector operations: the interpreter computes with them, and translated code calls them for what its
/// translator has no host code for. Stateless; any thread may call.
/// </summary>
public static partial class VectorOperations
{
    /// <summary>Added to the immediate of a saturating operation, asks where it saturates: the result has all ones in lanes
    /// that are not the exact number.</summary>
    public const int WhereSaturated = 0x100;

    /// <summary>What an operation makes of its operands.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="lanes">What the operands are divided into.</param>
    /// <param name="a">First operand.</param>
    /// <param name="b">Second operand.</param>
    /// <param name="c">Third operand.</param>
    /// <param name="immediate">The constant that belongs to the operation.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such operation.</exception>
    public static Vector128<byte> Apply(
        VectorOperation operation, Lanes lanes, Vector128<byte> a, Vector128<byte> b, Vector128<byte> c, int immediate) =>
        operation switch
        {
            <= VectorOperation.Select => Combine(operation, a, b, c),
            <= VectorOperation.HalfDifferenceUnsigned => lanes switch
            {
                Lanes.Byte => Calculate<byte, sbyte>(operation, a, b, c),
                Lanes.Half => Calculate<ushort, short>(operation, a, b, c),
                Lanes.Word => Calculate<uint, int>(operation, a, b, c),
                _ => Calculate<ulong, long>(operation, a, b, c),
            },
            <= VectorOperation.MultiplyHighUnsigned => MultiplyHigh(operation, lanes, a, b),
            <= VectorOperation.Test => lanes switch
            {
                Lanes.Byte => Compare<byte, sbyte>(operation, a, b),
                Lanes.Half => Compare<ushort, short>(operation, a, b),
                Lanes.Word => Compare<uint, int>(operation, a, b),
                _ => Compare<ulong, long>(operation, a, b),
            },
            <= VectorOperation.RotateRight => lanes switch
            {
                Lanes.Byte => ShiftBy<byte, sbyte>(operation, a, b, immediate),
                Lanes.Half => ShiftBy<ushort, short>(operation, a, b, immediate),
                Lanes.Word => ShiftBy<uint, int>(operation, a, b, immediate),
                _ => ShiftBy<ulong, long>(operation, a, b, immediate),
            },
            <= VectorOperation.RoundedShiftUnsigned => ShiftLanes(operation, lanes, a, b),
            <= VectorOperation.SaturatingNarrowSignedToUnsigned => Saturate(operation, lanes, a, b, c, immediate),
            <= VectorOperation.MultiplyWidenHighUnsigned => Widen(operation, lanes, a, b),
            VectorOperation.Narrow => Narrow(lanes, a, b),
            <= VectorOperation.DuplicateLane => Permute(operation, lanes, a, b, c, immediate),
            <= VectorOperation.ReduceAddWidenUnsigned => Reduce(operation, lanes, a, b),
            <= VectorOperation.ReciprocalRootEstimate => Count(operation, lanes, a),
            <= VectorOperation.MatrixUnsignedSigned => AddProducts(operation, a, b, c),
            <= VectorOperation.PolynomialMultiplyWidenHigh => MultiplyPolynomials(operation, lanes, a, b),
            <= VectorOperation.AesInverseMixColumns => Aes(operation, a, b),
            <= VectorOperation.Sha1Schedule1 => Sha1(operation, a.AsUInt32(), b.AsUInt32(), c.AsUInt32()).AsByte(),
            <= VectorOperation.Sha256Schedule1 => Sha256(operation, a.AsUInt32(), b.AsUInt32(), c.AsUInt32()).AsByte(),
            <= VectorOperation.Sha512Schedule1 => Sha512(operation, a.AsUInt64(), b.AsUInt64(), c.AsUInt64()).AsByte(),
            <= VectorOperation.Sm3RoundEChoose => Sm3(operation, a.AsUInt32(), b.AsUInt32(), c.AsUInt32(), immediate).AsByte(),
            <= VectorOperation.Sm4Key => Sm4(operation, a.AsUInt32(), b.AsUInt32()).AsByte(),
            _ => throw Unknown(operation),
        };

    /// <summary>Lanes of that size.</summary>
    internal static int CountOf(Lanes lanes) => 16 >> (int)lanes;

    /// <summary>Bits of a lane.</summary>
    internal static int BitsOf(Lanes lanes) => 8 << (int)lanes;

    /// <summary>A lane, sign-extended.</summary>
    internal static long Signed(Vector128<byte> vector, Lanes lanes, int index) => lanes switch
    {
        Lanes.Byte => vector.AsSByte().GetElement(index),
        Lanes.Half => vector.AsInt16().GetElement(index),
        Lanes.Word => vector.AsInt32().GetElement(index),
        _ => vector.AsInt64().GetElement(index),
    };

    /// <summary>A lane, zero-extended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Unsigned(Vector128<byte> vector, Lanes lanes, int index) => lanes switch
    {
        Lanes.Byte => vector.GetElement(index),
        Lanes.Half => vector.AsUInt16().GetElement(index),
        Lanes.Word => vector.AsUInt32().GetElement(index),
        _ => vector.AsUInt64().GetElement(index),
    };

    /// <summary>The vector with the low bits of a number in one lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> With(Vector128<byte> vector, Lanes lanes, int index, ulong value) => lanes switch
    {
        Lanes.Byte => vector.WithElement(index, (byte)value),
        Lanes.Half => vector.AsUInt16().WithElement(index, (ushort)value).AsByte(),
        Lanes.Word => vector.AsUInt32().WithElement(index, (uint)value).AsByte(),
        _ => vector.AsUInt64().WithElement(index, value).AsByte(),
    };

    /// <summary>The low bits of a number in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> Duplicate(Lanes lanes, ulong value) => lanes switch
    {
        Lanes.Byte => Vector128.Create((byte)value),
        Lanes.Half => Vector128.Create((ushort)value).AsByte(),
        Lanes.Word => Vector128.Create((uint)value).AsByte(),
        _ => Vector128.Create(value).AsByte(),
    };

    private static Vector128<byte> Combine(
        VectorOperation operation, Vector128<byte> a, Vector128<byte> b, Vector128<byte> c) => operation switch
        {
            VectorOperation.And => a & b,
            VectorOperation.Or => a | b,
            VectorOperation.Xor => a ^ b,
            VectorOperation.AndNot => a & ~b,
            VectorOperation.OrNot => a | ~b,
            VectorOperation.Not => ~a,
            _ => (a & b) | (~a & c),
        };

    private static ArgumentOutOfRangeException Unknown(VectorOperation operation) =>
        new(nameof(operation), operation, "no such operation");
}
