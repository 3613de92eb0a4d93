using Emu.Llvm;

namespace Emu.Translate.Llvm;

/// <summary>The types of a context that translated code uses.</summary>
internal sealed class IrTypes(LLVMContextRef context)
{
    public LLVMTypeRef Void { get; } = context.VoidType;
    public LLVMTypeRef I1 { get; } = context.Int1Type;
    public LLVMTypeRef I8 { get; } = context.Int8Type;
    public LLVMTypeRef I16 { get; } = context.Int16Type;
    public LLVMTypeRef I32 { get; } = context.Int32Type;
    public LLVMTypeRef I64 { get; } = context.Int64Type;
    public LLVMTypeRef I128 { get; } = context.GetIntType(128);

    /// <summary>Of a vector register of the guest: two lanes of 64 bits.</summary>
    public LLVMTypeRef Vector { get; } = LLVMTypeRef.CreateVector(context.Int64Type, 2);
    public LLVMTypeRef Half { get; } = context.HalfType;
    public LLVMTypeRef Single { get; } = context.FloatType;
    public LLVMTypeRef Double { get; } = context.DoubleType;
    public LLVMTypeRef Pointer { get; } = context.PointerType;
}
