using Emu.Isa;

namespace Emu.Translate.Baseline.X64;

/// <content>Sums of products, shifts by the lanes of another vector, and where narrowing and doubled products
/// saturate.</content>
internal sealed partial class VectorWriter
{
    // Bytes as halves, of which the host multiplies pairs and adds the products: those at even places, and those at odd ones.
    private int Dot(VectorOperation operation, int a, int b, int c)
    {
        bool isLeftSigned = operation == VectorOperation.DotSigned, isRightSigned = operation != VectorOperation.DotUnsigned;
        int even = Direct(VectorOpcode.MultiplyAddHalf, EvenBytes(a, isLeftSigned), EvenBytes(b, isRightSigned));
        int odd = Direct(VectorOpcode.MultiplyAddHalf, OddBytes(a, isLeftSigned), OddBytes(b, isRightSigned));
        return Direct(VectorOpcode.AddWord, Direct(VectorOpcode.AddWord, even, odd), c);
    }

    private int EvenBytes(int a, bool isSigned) => OddBytes(Left(Lanes.Half, a, 8), isSigned);

    private int OddBytes(int a, bool isSigned) => isSigned ? RightSigned(Lanes.Half, a, 8) : Right(Lanes.Half, a, 8);

    // By the signed lowest byte of each word of b, to the right where it is negative. The host shifts by any number, which
    // is more than a word has bits where the other direction is meant.
    private int ShiftWords(VectorOperation operation, int a, int b)
    {
        bool isSigned = operation is VectorOperation.ShiftSigned or VectorOperation.RoundedShiftSigned;
        bool rounds = operation is VectorOperation.RoundedShiftSigned or VectorOperation.RoundedShiftUnsigned;
        VectorOpcode toRight = isSigned ? VectorOpcode.ShiftRightSignedWords : VectorOpcode.ShiftRightWords;
        int count = RightSigned(Lanes.Word, Left(Lanes.Word, b, 24), 24);
        int back = Do(VectorOperation.Negate, Lanes.Word, count, count);
        int left = Direct(VectorOpcode.ShiftLeftWords, a, count), right = Direct(toRight, a, back);
        if (rounds)
        {
            int last = Direct(toRight, a, Direct(VectorOpcode.SubtractWord, back, Lane(Lanes.Word, 1)));
            right = Direct(VectorOpcode.AddWord, right, Direct(VectorOpcode.And, last, Lane(Lanes.Word, 1)));
        }

        return Combine(VectorOperation.Select, RightSigned(Lanes.Word, count, 31), right, left);
    }

    // The upper half of twice the product of halves. Only the square of the least number saturates: its upper half is that
    // number, of which the mask makes the greatest.
    private int DoubledMultiplyHigh(VectorOperation operation, int a, int b, bool asks)
    {
        int least = Lane(Lanes.Half, 0x8000);
        int saturates = Direct(
            VectorOpcode.And, Direct(VectorOpcode.EqualHalf, a, least), Direct(VectorOpcode.EqualHalf, b, least));
        if (asks) return saturates;
        int high = operation == VectorOperation.SaturatingRoundedDoubledMultiplyHigh
            ? Direct(VectorOpcode.MultiplyRoundedHalf, a, b)
            : Direct(
                VectorOpcode.Or, Left(Lanes.Half, Direct(VectorOpcode.MultiplyHighSignedHalf, a, b), 1),
                Right(Lanes.Half, Direct(VectorOpcode.MultiplyHalf, a, b), 15));
        return Direct(VectorOpcode.Xor, high, saturates);
    }

    // Where lanes are not what the nearest narrower numbers are when they are widened again.
    private int WhereNarrowed(VectorOperation operation, Lanes lanes, int a, int b)
    {
        int narrow = Saturate(operation, lanes, a, b, 0);
        bool isSigned = operation == VectorOperation.SaturatingNarrowSigned;
        int low = Do(VectorOperation.Equal, lanes, a, Half(lanes - 1, narrow, isHigh: false, isSigned));
        int high = Do(VectorOperation.Equal, lanes, b, Half(lanes - 1, narrow, isHigh: true, isSigned));
        return Not(Direct(lanes == Lanes.Half ? VectorOpcode.PackSignedHalf : VectorOpcode.PackSignedWord, low, high));
    }
}
