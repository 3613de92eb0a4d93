using System.Runtime.InteropServices;

namespace Emu.Llvm.Interop;

/// <remarks>Builder calls for arithmetic and casts, <c>llvm-c/Core.h</c>. All are short and never call back.</remarks>
internal static unsafe partial class LLVM
{
    [LibraryImport(Library, EntryPoint = "LLVMBuildAdd")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildAdd(
        LLVMBuilderRef builder, LLVMValueRef left, LLVMValueRef right, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildNSWAdd")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildNSWAdd(
        LLVMBuilderRef builder, LLVMValueRef left, LLVMValueRef right, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildNUWAdd")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildNUWAdd(
        LLVMBuilderRef builder, LLVMValueRef left, LLVMValueRef right, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildSub")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildSub(
        LLVMBuilderRef builder, LLVMValueRef left, LLVMValueRef right, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildMul")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildMul(
        LLVMBuilderRef builder, LLVMValueRef left, LLVMValueRef right, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildUDiv")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildUDiv(
        LLVMBuilderRef builder, LLVMValueRef left, LLVMValueRef right, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildSDiv")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildSDiv(
        LLVMBuilderRef builder, LLVMValueRef left, LLVMValueRef right, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildURem")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildURem(
        LLVMBuilderRef builder, LLVMValueRef left, LLVMValueRef right, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildSRem")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildSRem(
        LLVMBuilderRef builder, LLVMValueRef left, LLVMValueRef right, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildShl")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildShl(
        LLVMBuilderRef builder, LLVMValueRef left, LLVMValueRef right, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildLShr")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildLShr(
        LLVMBuilderRef builder, LLVMValueRef left, LLVMValueRef right, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildAShr")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildAShr(
        LLVMBuilderRef builder, LLVMValueRef left, LLVMValueRef right, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildAnd")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildAnd(
        LLVMBuilderRef builder, LLVMValueRef left, LLVMValueRef right, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildOr")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildOr(
        LLVMBuilderRef builder, LLVMValueRef left, LLVMValueRef right, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildXor")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildXor(
        LLVMBuilderRef builder, LLVMValueRef left, LLVMValueRef right, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildFAdd")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildFAdd(
        LLVMBuilderRef builder, LLVMValueRef left, LLVMValueRef right, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildFSub")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildFSub(
        LLVMBuilderRef builder, LLVMValueRef left, LLVMValueRef right, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildFMul")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildFMul(
        LLVMBuilderRef builder, LLVMValueRef left, LLVMValueRef right, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildFDiv")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildFDiv(
        LLVMBuilderRef builder, LLVMValueRef left, LLVMValueRef right, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildNeg")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildNeg(LLVMBuilderRef builder, LLVMValueRef value, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildNot")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildNot(LLVMBuilderRef builder, LLVMValueRef value, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildFNeg")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildFNeg(LLVMBuilderRef builder, LLVMValueRef value, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildFreeze")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildFreeze(LLVMBuilderRef builder, LLVMValueRef value, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildTrunc")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildTrunc(
        LLVMBuilderRef builder, LLVMValueRef value, LLVMTypeRef type, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildZExt")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildZExt(
        LLVMBuilderRef builder, LLVMValueRef value, LLVMTypeRef type, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildSExt")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildSExt(
        LLVMBuilderRef builder, LLVMValueRef value, LLVMTypeRef type, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildFPToUI")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildFPToUI(
        LLVMBuilderRef builder, LLVMValueRef value, LLVMTypeRef type, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildFPToSI")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildFPToSI(
        LLVMBuilderRef builder, LLVMValueRef value, LLVMTypeRef type, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildUIToFP")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildUIToFP(
        LLVMBuilderRef builder, LLVMValueRef value, LLVMTypeRef type, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildSIToFP")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildSIToFP(
        LLVMBuilderRef builder, LLVMValueRef value, LLVMTypeRef type, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildFPTrunc")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildFPTrunc(
        LLVMBuilderRef builder, LLVMValueRef value, LLVMTypeRef type, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildFPExt")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildFPExt(
        LLVMBuilderRef builder, LLVMValueRef value, LLVMTypeRef type, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildPtrToInt")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildPtrToInt(
        LLVMBuilderRef builder, LLVMValueRef value, LLVMTypeRef type, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildIntToPtr")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildIntToPtr(
        LLVMBuilderRef builder, LLVMValueRef value, LLVMTypeRef type, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildBitCast")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildBitCast(
        LLVMBuilderRef builder, LLVMValueRef value, LLVMTypeRef type, byte* name);
}
