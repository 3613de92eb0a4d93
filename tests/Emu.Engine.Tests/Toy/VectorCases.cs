using Emu.Isa;

namespace Emu.Engine.Tests.Toy;

/// <summary>Which lanes and immediates operations on vectors have.</summary>
internal static class VectorCases
{
    /// <summary>Immediates that an operation may have with lanes of a size; none where it has no such lanes.</summary>
    public static IEnumerable<int> Immediates(VectorOperation operation, Lanes lanes)
    {
        int bits = 8 << (int)lanes;
        if (!HasLanes(operation, lanes)) return [];
        IEnumerable<int> all = operation switch
        {
            VectorOperation.ShiftLeft or VectorOperation.ShiftLeftInsert or VectorOperation.RotateRight
                or VectorOperation.SaturatingShiftLeftToUnsigned => [0, 1, bits / 2, bits - 1],
            VectorOperation.ShiftRightSigned or VectorOperation.ShiftRightUnsigned or VectorOperation.RoundedShiftRightSigned
                or VectorOperation.RoundedShiftRightUnsigned or VectorOperation.ShiftRightInsert => [1, bits / 2, bits - 1, bits],
            VectorOperation.Extract => [0, 1, 8, 15],
            VectorOperation.Reverse => new[] { 2, 4, 8, 16 }.Where(group => group > bits / 8),
            VectorOperation.Table or VectorOperation.TableOr => [0, 16, 48],
            >= VectorOperation.Sm3RoundAParity and <= VectorOperation.Sm3RoundEChoose => [0, 1, 2, 3],
            VectorOperation.DuplicateLane => [0, (128 / bits) - 1],
            _ => [0],
        };
        return operation is >= VectorOperation.SaturatingAddSigned and <= VectorOperation.SaturatingNarrowSignedToUnsigned
            ? all.Concat(all.Select(each => each | VectorOperations.WhereSaturated))
            : all;
    }

    private static bool HasLanes(VectorOperation operation, Lanes lanes) => operation switch
    {
        VectorOperation.SaturatingDoubledMultiplyWidenLow or VectorOperation.SaturatingDoubledMultiplyWidenHigh =>
            lanes is Lanes.Half or Lanes.Word,
        >= VectorOperation.SaturatingDoubledMultiplyHigh and <= VectorOperation.SaturatingRoundedDoubledMultiplySubtractHigh =>
            lanes is Lanes.Half or Lanes.Word,
        >= VectorOperation.SaturatingNarrowSigned and <= VectorOperation.SaturatingNarrowSignedToUnsigned
            or VectorOperation.Narrow => lanes != Lanes.Byte,
        >= VectorOperation.WidenLowSigned and <= VectorOperation.MultiplyWidenHighUnsigned => lanes != Lanes.Double,
        VectorOperation.PairAddWidenSigned or VectorOperation.PairAddWidenUnsigned or VectorOperation.ReduceAddWidenSigned
            or VectorOperation.ReduceAddWidenUnsigned => lanes != Lanes.Double,
        VectorOperation.ReciprocalEstimate or VectorOperation.ReciprocalRootEstimate
            or (>= VectorOperation.DotSigned and <= VectorOperation.MatrixUnsignedSigned) => lanes == Lanes.Word,
        VectorOperation.PolynomialMultiply => lanes == Lanes.Byte,
        VectorOperation.PolynomialMultiplyWidenLow or VectorOperation.PolynomialMultiplyWidenHigh =>
            lanes is Lanes.Byte or Lanes.Double,
        >= VectorOperation.AesEncrypt => lanes == Lanes.Word,
        _ => true,
    };
}
