namespace Emu.Isa;

/// <content>How many operands operations have.</content>
public static partial class VectorOperations
{
    /// <summary>Operands that an operation has: the others do not matter.</summary>
    internal static int OperandsOf(VectorOperation operation) => operation switch
    {
        VectorOperation.Not or VectorOperation.Negate or VectorOperation.Absolute => 1,
        >= VectorOperation.ShiftLeft and <= VectorOperation.RoundedShiftRightUnsigned => 1,
        VectorOperation.RotateRight or VectorOperation.SaturatingNegate or VectorOperation.SaturatingAbsolute => 1,
        VectorOperation.SaturatingShiftLeftToUnsigned => 1,
        >= VectorOperation.WidenLowSigned and <= VectorOperation.WidenHighUnsigned => 1,
        VectorOperation.Reverse or VectorOperation.DuplicateLane => 1,
        >= VectorOperation.PairAddWidenSigned and <= VectorOperation.ReciprocalRootEstimate => 1,
        VectorOperation.Select or VectorOperation.MultiplyAdd or VectorOperation.MultiplySubtract => 3,
        VectorOperation.SaturatingRoundedDoubledMultiplyAddHigh => 3,
        VectorOperation.SaturatingRoundedDoubledMultiplySubtractHigh => 3,
        VectorOperation.TableOr => 3,
        VectorOperation.AesMixColumns or VectorOperation.AesInverseMixColumns => 1,
        VectorOperation.Sha1Schedule1 or VectorOperation.Sha256Schedule0 or VectorOperation.Sha512Schedule0 => 2,
        >= VectorOperation.Sha1Choose and <= VectorOperation.Sm3RoundEChoose => 3,
        >= VectorOperation.DotSigned and <= VectorOperation.MatrixUnsignedSigned => 3,
        _ => 2,
    };
}
