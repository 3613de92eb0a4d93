using Emu.Isa;
using Emu.Llvm;

namespace Emu.Translate.Llvm;

/// <summary>A truth value of the translator: an LLVM value of type <c>i1</c>.</summary>
internal readonly struct IrCondition(LLVMValueRef value) : ICondition<IrCondition>
{
    public readonly LLVMValueRef Value = value;

    private static LLVMBuilderRef Builder => IrBuilder.Current.Builder;

    public static IrCondition operator !(IrCondition condition) => new(Builder.BuildNot(condition.Value));

    public static IrCondition operator &(IrCondition left, IrCondition right) =>
        new(Builder.BuildAnd(left.Value, right.Value));

    public static IrCondition operator |(IrCondition left, IrCondition right) =>
        new(Builder.BuildOr(left.Value, right.Value));
}
