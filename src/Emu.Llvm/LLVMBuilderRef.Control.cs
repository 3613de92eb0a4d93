using Emu.Llvm.Interop;

namespace Emu.Llvm;

/// <content>Comparisons, calls and control flow.</content>
public readonly unsafe partial record struct LLVMBuilderRef
{
    public LLVMValueRef BuildICmp(LLVMIntPredicate predicate, LLVMValueRef left, LLVMValueRef right,
        ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildICmp(this, predicate, left, right, NativeText.Empty), name);

    public LLVMValueRef BuildFCmp(LLVMRealPredicate predicate, LLVMValueRef left, LLVMValueRef right,
        ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildFCmp(this, predicate, left, right, NativeText.Empty), name);

    public LLVMValueRef BuildSelect(LLVMValueRef condition, LLVMValueRef then, LLVMValueRef otherwise,
        ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildSelect(this, condition, then, otherwise, NativeText.Empty), name);

    /// <summary>A <c>phi</c> without operands; <see cref="LLVMValueRef.AddIncoming(LLVMValueRef, LLVMBasicBlockRef)"/>
    /// adds them.</summary>
    public LLVMValueRef BuildPhi(LLVMTypeRef type, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildPhi(this, type, NativeText.Empty), name);

    /// <summary>Calls a function or a pointer; a call of a <c>void</c> function takes no name.</summary>
    public LLVMValueRef BuildCall2(LLVMTypeRef functionType, LLVMValueRef function,
        ReadOnlySpan<LLVMValueRef> arguments, ReadOnlySpan<byte> name = default)
    {
        fixed (LLVMValueRef* first = arguments)
        {
            LLVMValueRef call =
                LLVM.BuildCall2(this, functionType, function, first, (uint)arguments.Length, NativeText.Empty);
            return Named(call, name);
        }
    }

    public LLVMValueRef BuildBr(LLVMBasicBlockRef target) => LLVM.BuildBr(this, target);

    public LLVMValueRef BuildCondBr(LLVMValueRef condition, LLVMBasicBlockRef then, LLVMBasicBlockRef otherwise) =>
        LLVM.BuildCondBr(this, condition, then, otherwise);

    /// <summary>A switch without cases; <see cref="LLVMValueRef.AddCase"/> adds them.</summary>
    public LLVMValueRef BuildSwitch(LLVMValueRef value, LLVMBasicBlockRef otherwise, uint expectedCases) =>
        LLVM.BuildSwitch(this, value, otherwise, expectedCases);

    public LLVMValueRef BuildRet(LLVMValueRef value) => LLVM.BuildRet(this, value);

    public LLVMValueRef BuildRetVoid() => LLVM.BuildRetVoid(this);

    public LLVMValueRef BuildUnreachable() => LLVM.BuildUnreachable(this);
}
