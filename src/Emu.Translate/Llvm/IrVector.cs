using Emu.Isa;
using Emu.Llvm;

namespace Emu.Translate.Llvm;

/// <summary>A 128-bit guest value of the translator: an LLVM value of type <c>&lt;2 x i64&gt;</c>.</summary>
internal readonly struct IrVector(LLVMValueRef value) : IVector<IrVector, IrValue, IrCondition>
{
    public static IrVector Zero => new(LLVMValueRef.CreateConstNull(IrBuilder.Current.Types.Vector));

    public LLVMValueRef Value { get; } = value;

    public IrValue Low => Get(Lanes.Double, 0);

    public IrValue High => Get(Lanes.Double, 1);

    private static LLVMBuilderRef Builder => IrBuilder.Current.Builder;

    private static VectorWriter Writer => IrBuilder.Current.Vectors;

    public static IrVector operator &(IrVector left, IrVector right) => new(Builder.BuildAnd(left.Value, right.Value));

    public static IrVector operator |(IrVector left, IrVector right) => new(Builder.BuildOr(left.Value, right.Value));

    public static IrVector operator ^(IrVector left, IrVector right) => new(Builder.BuildXor(left.Value, right.Value));

    public static IrVector operator ~(IrVector value) => new(Builder.BuildNot(value.Value));

    public static IrVector Create(IrValue low, IrValue high) =>
        Zero.With(Lanes.Double, 0, low).With(Lanes.Double, 1, high);

    public static IrVector Duplicate(Lanes lanes, IrValue value) => new(Writer.Duplicate(lanes, value.Value));

    public static IrVector Apply(
        VectorOperation operation, Lanes lanes, IrVector first, IrVector second, IrVector third, int immediate) =>
        new(Writer.Apply(operation, lanes, first.Value, second.Value, third.Value, immediate));

    public IrValue Get(Lanes lanes, int index) => new(Writer.Get(lanes, Value, index));

    public IrVector With(Lanes lanes, int index, IrValue value) => new(Writer.With(lanes, Value, index, value.Value));
}
