using Emu.Isa;
using Emu.Llvm;

namespace Emu.Translate.Llvm;

/// <summary>A 128-bit guest value of the translator: an LLVM value of type <c>i128</c>.</summary>
internal readonly struct IrVector(LLVMValueRef value) : IVector<IrVector>
{
    public LLVMValueRef Value { get; } = value;

    public static IrVector operator ^(IrVector left, IrVector right) =>
        new(IrBuilder.Current.Builder.BuildXor(left.Value, right.Value));
}
