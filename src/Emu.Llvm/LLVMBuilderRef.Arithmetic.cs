using Emu.Llvm.Interop;

namespace Emu.Llvm;

/// <content>Arithmetic and casts: one method an instruction, named as in the language reference.</content>
public readonly unsafe partial record struct LLVMBuilderRef
{
    public LLVMValueRef BuildAdd(LLVMValueRef left, LLVMValueRef right, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildAdd(this, left, right, NativeText.Empty), name);

    public LLVMValueRef BuildNSWAdd(LLVMValueRef left, LLVMValueRef right, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildNSWAdd(this, left, right, NativeText.Empty), name);

    public LLVMValueRef BuildNUWAdd(LLVMValueRef left, LLVMValueRef right, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildNUWAdd(this, left, right, NativeText.Empty), name);

    public LLVMValueRef BuildSub(LLVMValueRef left, LLVMValueRef right, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildSub(this, left, right, NativeText.Empty), name);

    public LLVMValueRef BuildMul(LLVMValueRef left, LLVMValueRef right, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildMul(this, left, right, NativeText.Empty), name);

    public LLVMValueRef BuildUDiv(LLVMValueRef left, LLVMValueRef right, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildUDiv(this, left, right, NativeText.Empty), name);

    public LLVMValueRef BuildSDiv(LLVMValueRef left, LLVMValueRef right, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildSDiv(this, left, right, NativeText.Empty), name);

    public LLVMValueRef BuildURem(LLVMValueRef left, LLVMValueRef right, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildURem(this, left, right, NativeText.Empty), name);

    public LLVMValueRef BuildSRem(LLVMValueRef left, LLVMValueRef right, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildSRem(this, left, right, NativeText.Empty), name);

    public LLVMValueRef BuildShl(LLVMValueRef left, LLVMValueRef right, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildShl(this, left, right, NativeText.Empty), name);

    public LLVMValueRef BuildLShr(LLVMValueRef left, LLVMValueRef right, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildLShr(this, left, right, NativeText.Empty), name);

    public LLVMValueRef BuildAShr(LLVMValueRef left, LLVMValueRef right, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildAShr(this, left, right, NativeText.Empty), name);

    public LLVMValueRef BuildAnd(LLVMValueRef left, LLVMValueRef right, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildAnd(this, left, right, NativeText.Empty), name);

    public LLVMValueRef BuildOr(LLVMValueRef left, LLVMValueRef right, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildOr(this, left, right, NativeText.Empty), name);

    public LLVMValueRef BuildXor(LLVMValueRef left, LLVMValueRef right, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildXor(this, left, right, NativeText.Empty), name);

    public LLVMValueRef BuildFAdd(LLVMValueRef left, LLVMValueRef right, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildFAdd(this, left, right, NativeText.Empty), name);

    public LLVMValueRef BuildFSub(LLVMValueRef left, LLVMValueRef right, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildFSub(this, left, right, NativeText.Empty), name);

    public LLVMValueRef BuildFMul(LLVMValueRef left, LLVMValueRef right, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildFMul(this, left, right, NativeText.Empty), name);

    public LLVMValueRef BuildFDiv(LLVMValueRef left, LLVMValueRef right, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildFDiv(this, left, right, NativeText.Empty), name);

    public LLVMValueRef BuildNeg(LLVMValueRef value, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildNeg(this, value, NativeText.Empty), name);

    public LLVMValueRef BuildNot(LLVMValueRef value, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildNot(this, value, NativeText.Empty), name);

    public LLVMValueRef BuildFNeg(LLVMValueRef value, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildFNeg(this, value, NativeText.Empty), name);

    public LLVMValueRef BuildFreeze(LLVMValueRef value, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildFreeze(this, value, NativeText.Empty), name);

    public LLVMValueRef BuildTrunc(LLVMValueRef value, LLVMTypeRef type, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildTrunc(this, value, type, NativeText.Empty), name);

    public LLVMValueRef BuildZExt(LLVMValueRef value, LLVMTypeRef type, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildZExt(this, value, type, NativeText.Empty), name);

    public LLVMValueRef BuildSExt(LLVMValueRef value, LLVMTypeRef type, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildSExt(this, value, type, NativeText.Empty), name);

    public LLVMValueRef BuildFPToUI(LLVMValueRef value, LLVMTypeRef type, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildFPToUI(this, value, type, NativeText.Empty), name);

    public LLVMValueRef BuildFPToSI(LLVMValueRef value, LLVMTypeRef type, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildFPToSI(this, value, type, NativeText.Empty), name);

    public LLVMValueRef BuildUIToFP(LLVMValueRef value, LLVMTypeRef type, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildUIToFP(this, value, type, NativeText.Empty), name);

    public LLVMValueRef BuildSIToFP(LLVMValueRef value, LLVMTypeRef type, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildSIToFP(this, value, type, NativeText.Empty), name);

    public LLVMValueRef BuildFPTrunc(LLVMValueRef value, LLVMTypeRef type, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildFPTrunc(this, value, type, NativeText.Empty), name);

    public LLVMValueRef BuildFPExt(LLVMValueRef value, LLVMTypeRef type, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildFPExt(this, value, type, NativeText.Empty), name);

    public LLVMValueRef BuildPtrToInt(LLVMValueRef value, LLVMTypeRef type, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildPtrToInt(this, value, type, NativeText.Empty), name);

    public LLVMValueRef BuildIntToPtr(LLVMValueRef value, LLVMTypeRef type, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildIntToPtr(this, value, type, NativeText.Empty), name);

    public LLVMValueRef BuildBitCast(LLVMValueRef value, LLVMTypeRef type, ReadOnlySpan<byte> name = default) =>
        Named(LLVM.BuildBitCast(this, value, type, NativeText.Empty), name);
}
