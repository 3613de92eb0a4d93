using Emu.Isa;
using Emu.Llvm;
using Emu.Translate.Abi;

namespace Emu.Translate.Llvm;

/// <summary>Writes operations on vectors: as LLVM's own, which become host instructions, or as a call of the helper, which
/// takes its operands from the CPU's state and leaves the result there.</summary>
internal sealed class VectorWriter(RegionFrame frame)
{
    private const int PlaceSize = 16, ResultPlace = 3;

    // By their lanes.
    private readonly LLVMTypeRef[] types =
    [
        LLVMTypeRef.CreateVector(frame.Ir.Types.I8, 16), LLVMTypeRef.CreateVector(frame.Ir.Types.I16, 8),
        LLVMTypeRef.CreateVector(frame.Ir.Types.I32, 4), frame.Ir.Types.Vector,
    ];

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
        LLVMValueRef all = LLVMValueRef.CreatePoison(types[(int)lanes]), lane = Truncated(lanes, value);
        for (int i = 0; i < 16 >> (int)lanes; i++) all = Builder.BuildInsertElement(all, lane, Ir.Constant((ulong)i));
        return Canonical(all);
    }

    /// <summary>An operation.</summary>
    public LLVMValueRef Apply(
        VectorOperation operation, Lanes lanes, LLVMValueRef first, LLVMValueRef second, LLVMValueRef third, int immediate) =>
        Call(operation, HelperArguments.Vector(operation, lanes, immediate), [first, second, third]);

    // The helper computes nothing but its result, so that an instruction that has called it may be executed again.
    private LLVMValueRef Call(VectorOperation operation, uint packed, ReadOnlySpan<LLVMValueRef> operands)
    {
        int begin = StateLayout.VectorPlaces, result = begin + (ResultPlace * PlaceSize);
        for (int i = 0; i < VectorOperations.OperandsOf(operation); i++)
            frame.StoreField(operands[i], begin + (i * PlaceSize));
        ulong places = HelperArguments.Places(begin, begin + PlaceSize, begin + (2 * PlaceSize), result);
        frame.Call(HelperId.Vector, Ir.Types.Void, Ir.Constant32(packed), Ir.Constant(places));
        return frame.LoadField(Ir.Types.Vector, result);
    }

    private LLVMValueRef As(Lanes lanes, LLVMValueRef vector) =>
        lanes == Lanes.Double ? vector : Builder.BuildBitCast(vector, types[(int)lanes]);

    private LLVMValueRef Canonical(LLVMValueRef vector) =>
        vector.TypeOf == Ir.Types.Vector ? vector : Builder.BuildBitCast(vector, Ir.Types.Vector);

    private LLVMValueRef Truncated(Lanes lanes, LLVMValueRef value) =>
        lanes == Lanes.Double ? value : Builder.BuildTrunc(value, Ir.Context.GetIntType((uint)(8 << (int)lanes)));
}
