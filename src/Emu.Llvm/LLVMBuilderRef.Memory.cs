using Emu.Llvm.Interop;

namespace Emu.Llvm;

/// <content>Memory and atomics.</content>
public readonly unsafe partial record struct LLVMBuilderRef
{
    public LLVMValueRef BuildAlloca(LLVMTypeRef type, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildAlloca(this, type, NativeText.Empty), name);

    public LLVMValueRef BuildLoad2(LLVMTypeRef type, LLVMValueRef pointer, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildLoad2(this, type, pointer, NativeText.Empty), name);

    public LLVMValueRef BuildStore(LLVMValueRef value, LLVMValueRef pointer) =>
        LLVM.BuildStore(this, value, pointer);

    /// <summary>Address arithmetic; with the type i8 the index counts bytes.</summary>
    public LLVMValueRef BuildGEP2(LLVMTypeRef type, LLVMValueRef pointer, LLVMValueRef index,
        ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildGEP2(this, type, pointer, &index, 1, NativeText.Empty), name);

    /// <summary>Address arithmetic that stays within one object, which the optimiser may rely on.</summary>
    public LLVMValueRef BuildInBoundsGEP2(LLVMTypeRef type, LLVMValueRef pointer, LLVMValueRef index,
        ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildInBoundsGEP2(this, type, pointer, &index, 1, NativeText.Empty), name);

    /// <summary>Address arithmetic through several levels of a type.</summary>
    public LLVMValueRef BuildInBoundsGEP2(LLVMTypeRef type, LLVMValueRef pointer, ReadOnlySpan<LLVMValueRef> indices,
        ReadOnlySpan<byte> name = default)
    {
        fixed (LLVMValueRef* first = indices)
        {
            LLVMValueRef value =
                LLVM.BuildInBoundsGEP2(this, type, pointer, first, (uint)indices.Length, NativeText.Empty);
            return Named(value, name);
        }
    }

    public LLVMValueRef BuildFence(LLVMAtomicOrdering ordering) =>
        LLVM.BuildFence(this, ordering, singleThread: 0, NativeText.Empty);

    /// <summary>Replaces the value in memory; the result is the old one.</summary>
    public LLVMValueRef BuildAtomicRMW(LLVMAtomicRMWBinOp operation, LLVMValueRef pointer, LLVMValueRef value,
        LLVMAtomicOrdering ordering) =>
        LLVM.BuildAtomicRMW(this, operation, pointer, value, ordering, singleThread: 0);

    /// <summary>The result is a pair: the old value, and an i1 that says whether it was replaced.</summary>
    public LLVMValueRef BuildAtomicCmpXchg(LLVMValueRef pointer, LLVMValueRef expected, LLVMValueRef replacement,
        LLVMAtomicOrdering success, LLVMAtomicOrdering failure) =>
        LLVM.BuildAtomicCmpXchg(this, pointer, expected, replacement, success, failure, singleThread: 0);

    public LLVMValueRef BuildExtractValue(LLVMValueRef aggregate, uint index, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildExtractValue(this, aggregate, index, NativeText.Empty), name);

    public LLVMValueRef BuildInsertValue(LLVMValueRef aggregate, LLVMValueRef element, uint index,
        ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildInsertValue(this, aggregate, element, index, NativeText.Empty), name);

    public LLVMValueRef BuildExtractElement(LLVMValueRef vector, LLVMValueRef index,
        ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildExtractElement(this, vector, index, NativeText.Empty), name);

    /// <summary>Lanes of two vectors of one type, by a constant vector of their numbers in both behind one another.</summary>
    public LLVMValueRef BuildShuffleVector(LLVMValueRef first, LLVMValueRef second, LLVMValueRef mask,
        ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildShuffleVector(this, first, second, mask, NativeText.Empty), name);

    public LLVMValueRef BuildInsertElement(LLVMValueRef vector, LLVMValueRef element, LLVMValueRef index,
        ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildInsertElement(this, vector, element, index, NativeText.Empty), name);
}
