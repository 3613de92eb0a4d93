using Emu.Isa;
using Emu.Llvm;
using Emu.Translate.Abi;

namespace Emu.Translate.Llvm;

/// <summary>Writes operations on vectors: as LLVM's own, which become host instructions, or as a call of the helper, which
/// takes its operands from the CPU's state and leaves the result there. One a function: values are of its types.</summary>
internal sealed partial class VectorWriter(RegionFrame frame)
{
    private const int PlaceSize = 16, ResultPlace = 3;

    // By their lanes; the last one has a single lane of 128 bits.
    private readonly LLVMTypeRef[] types =
    [
        LLVMTypeRef.CreateVector(frame.Ir.Types.I8, 16), LLVMTypeRef.CreateVector(frame.Ir.Types.I16, 8),
        LLVMTypeRef.CreateVector(frame.Ir.Types.I32, 4), frame.Ir.Types.Vector,
    ];

    private readonly LLVMTypeRef[] elements =
        [frame.Ir.Types.I8, frame.Ir.Types.I16, frame.Ir.Types.I32, frame.Ir.Types.I64, frame.Ir.Types.I128];

    private IrBuilder Ir => frame.Ir;

    private LLVMBuilderRef Builder => frame.Builder;

    /// <summary>A lane, zero-extended.</summary>
    public LLVMValueRef Get(Lanes lanes, LLVMValueRef vector, int index) => Builder.BuildZExt(
        Builder.BuildExtractElement(As(lanes, vector), Ir.Constant((ulong)index)), Ir.Types.I64);

    /// <summary>The vector with another lane.</summary>
    public LLVMValueRef With(Lanes lanes, LLVMValueRef vector, int index, LLVMValueRef value) => Canonical(
        Builder.BuildInsertElement(As(lanes, vector), Truncated(lanes, value), Ir.Constant((ulong)index)));

    /// <summary>A value in every lane.</summary>
    public LLVMValueRef Duplicate(Lanes lanes, LLVMValueRef value)
    {
        LLVMValueRef first = Builder.BuildInsertElement(
            LLVMValueRef.CreatePoison(types[(int)lanes]), Truncated(lanes, value), Ir.Constant(0));
        return Canonical(Shuffle(first, first, CountOf(lanes), static _ => 0));
    }

    /// <summary>An operation.</summary>
    public LLVMValueRef Apply(
        VectorOperation operation, Lanes lanes, LLVMValueRef first, LLVMValueRef second, LLVMValueRef third, int immediate)
    {
        LLVMValueRef written = Write(operation, lanes, first, second, third, immediate);
        return written != default
            ? Canonical(written)
            : CallHelper(
                HelperArguments.Vector(operation, lanes, immediate), VectorOperations.OperandsOf(operation),
                [first, second, third]);
    }

    // The operation as LLVM's, in some vector type of 128 bits; default for what LLVM has not.
    private LLVMValueRef Write(
        VectorOperation operation, Lanes lanes, LLVMValueRef first, LLVMValueRef second, LLVMValueRef third, int immediate)
    {
        LLVMValueRef a = As(lanes, first), b = As(lanes, second), c = As(lanes, third);
        return operation switch
        {
            <= VectorOperation.Select => Combine(operation, first, second, third),
            <= VectorOperation.HalfDifferenceUnsigned => Calculate(operation, lanes, a, b, c),
            <= VectorOperation.MultiplyHighUnsigned => MultiplyHigh(operation, lanes, a, b),
            <= VectorOperation.Test => Compare(operation, lanes, a, b),
            <= VectorOperation.RotateRight => ShiftBy(operation, lanes, a, b, immediate),
            <= VectorOperation.RoundedShiftUnsigned => ShiftLanes(operation, lanes, a, b),
            <= VectorOperation.SaturatingNarrowSignedToUnsigned =>
                Saturate(operation, lanes, a, b, immediate & ~VectorOperations.WhereSaturated, immediate >= VectorOperations.WhereSaturated),
            <= VectorOperation.MultiplyWidenHighUnsigned => Widen(operation, lanes, a, b),
            VectorOperation.Narrow => Builder.BuildTrunc(Both(lanes, a, b), WideType(lanes - 1, 1)),
            <= VectorOperation.DuplicateLane => Permute(operation, lanes, first, second, third, immediate),
            <= VectorOperation.ReduceAddWidenUnsigned => Reduce(operation, lanes, a, b),
            <= VectorOperation.ReverseBits => Count(operation, lanes, a),
            VectorOperation.DotSigned or VectorOperation.DotUnsigned or VectorOperation.DotUnsignedSigned =>
                Dot(operation, As(Lanes.Half, first), As(Lanes.Half, second), As(Lanes.Word, third)),
            <= VectorOperation.AesInverseMixColumns => Cipher(operation, lanes, first, second),
            >= VectorOperation.Sha1Choose and <= VectorOperation.Sha256Schedule1 => Hash(
                operation, As(Lanes.Word, first), As(Lanes.Word, second), As(Lanes.Word, third)),
            _ => default,
        };
    }

    /// <summary>Has the helper compute what <see cref="HelperArguments"/> has packed, of so many operands. It does nothing
    /// besides, unless it computes floating point, so that an instruction that has called it may be executed
    /// again.</summary>
    public LLVMValueRef CallHelper(uint packed, int count, ReadOnlySpan<LLVMValueRef> operands)
    {
        int begin = StateLayout.VectorPlaces, result = begin + (ResultPlace * PlaceSize);
        for (int i = 0; i < count; i++)
            frame.StoreField(operands[i], begin + (i * PlaceSize));
        ulong places = HelperArguments.Places(begin, begin + PlaceSize, begin + (2 * PlaceSize), result);
        frame.Call(HelperId.Vector, Ir.Types.Void, Ir.Constant32(packed), Ir.Constant(places));
        return frame.LoadField(Ir.Types.Vector, result);
    }

    private static int CountOf(Lanes lanes) => VectorOperations.CountOf(lanes);

    private static int BitsOf(Lanes lanes) => VectorOperations.BitsOf(lanes);

    private LLVMValueRef As(Lanes lanes, LLVMValueRef vector) =>
        lanes == Lanes.Double ? vector : Builder.BuildBitCast(vector, types[(int)lanes]);

    private LLVMValueRef Canonical(LLVMValueRef vector) =>
        vector.TypeOf == Ir.Types.Vector ? vector : Builder.BuildBitCast(vector, Ir.Types.Vector);

    private LLVMValueRef Truncated(Lanes lanes, LLVMValueRef value) =>
        lanes == Lanes.Double ? value : Builder.BuildTrunc(value, elements[(int)lanes]);

    // Lanes of a size, so many times as 128 bits have; a size beyond doubles is 128 bits.
    private LLVMTypeRef WideType(Lanes lanes, int times) => LLVMTypeRef.CreateVector(
        elements[(int)lanes], (uint)(CountOf(lanes) * times));

    private static LLVMValueRef Splat(LLVMTypeRef type, ulong value, int count)
    {
        LLVMValueRef[] all = new LLVMValueRef[count];
        Array.Fill(all, LLVMValueRef.CreateConstInt(type, value));
        return LLVMValueRef.CreateConstVector(all);
    }

    private LLVMValueRef Splat(Lanes lanes, ulong value) => Splat(elements[(int)lanes], value, CountOf(lanes));

    // Lanes of two vectors of one type, by their numbers in both behind one another.
    private LLVMValueRef Shuffle(LLVMValueRef first, LLVMValueRef second, int count, Func<int, int> laneOf)
    {
        LLVMValueRef[] mask = new LLVMValueRef[count];
        for (int i = 0; i < count; i++) mask[i] = Ir.Constant32((uint)laneOf(i));
        return Builder.BuildShuffleVector(first, second, LLVMValueRef.CreateConstVector(mask));
    }

    // Two vectors behind one another, as one.
    private LLVMValueRef Both(Lanes lanes, LLVMValueRef a, LLVMValueRef b) =>
        Shuffle(a, b, 2 * CountOf(lanes), static lane => lane);

    private LLVMValueRef Extended(LLVMValueRef value, LLVMTypeRef type, bool isSigned) =>
        isSigned ? Builder.BuildSExt(value, type) : Builder.BuildZExt(value, type);

    private LLVMValueRef Binary(ReadOnlySpan<byte> intrinsic, LLVMValueRef a, LLVMValueRef b) =>
        Ir.Intrinsic(intrinsic, a.TypeOf, [a, b]);

    // All ones where a comparison holds.
    private LLVMValueRef Mask(LLVMIntPredicate predicate, Lanes lanes, LLVMValueRef a, LLVMValueRef b) =>
        Builder.BuildSExt(Builder.BuildICmp(predicate, a, b), types[(int)lanes]);
}
