using System.Runtime.InteropServices;

namespace Emu.Llvm.Interop;

/// <remarks>The remaining builder calls, <c>llvm-c/Core.h</c>.</remarks>
internal static unsafe partial class LLVM
{
    [LibraryImport(Library, EntryPoint = "LLVMBuildICmp")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildICmp(
        LLVMBuilderRef builder, LLVMIntPredicate predicate, LLVMValueRef left, LLVMValueRef right, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildFCmp")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildFCmp(
        LLVMBuilderRef builder, LLVMRealPredicate predicate, LLVMValueRef left, LLVMValueRef right, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildSelect")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildSelect(
        LLVMBuilderRef builder, LLVMValueRef condition, LLVMValueRef then, LLVMValueRef otherwise, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildPhi")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildPhi(LLVMBuilderRef builder, LLVMTypeRef type, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildCall2")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildCall2(
        LLVMBuilderRef builder, LLVMTypeRef type, LLVMValueRef function, LLVMValueRef* arguments, uint count,
        byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildAlloca")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildAlloca(LLVMBuilderRef builder, LLVMTypeRef type, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildLoad2")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildLoad2(
        LLVMBuilderRef builder, LLVMTypeRef type, LLVMValueRef pointer, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildStore")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildStore(LLVMBuilderRef builder, LLVMValueRef value, LLVMValueRef pointer);

    [LibraryImport(Library, EntryPoint = "LLVMBuildGEP2")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildGEP2(
        LLVMBuilderRef builder, LLVMTypeRef type, LLVMValueRef pointer, LLVMValueRef* indices, uint count,
        byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildInBoundsGEP2")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildInBoundsGEP2(
        LLVMBuilderRef builder, LLVMTypeRef type, LLVMValueRef pointer, LLVMValueRef* indices, uint count,
        byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildFence")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildFence(
        LLVMBuilderRef builder, LLVMAtomicOrdering ordering, int singleThread, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildAtomicRMW")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildAtomicRMW(
        LLVMBuilderRef builder, LLVMAtomicRMWBinOp operation, LLVMValueRef pointer, LLVMValueRef value,
        LLVMAtomicOrdering ordering, int singleThread);

    [LibraryImport(Library, EntryPoint = "LLVMBuildAtomicCmpXchg")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildAtomicCmpXchg(
        LLVMBuilderRef builder, LLVMValueRef pointer, LLVMValueRef expected, LLVMValueRef replacement,
        LLVMAtomicOrdering success, LLVMAtomicOrdering failure, int singleThread);

    [LibraryImport(Library, EntryPoint = "LLVMBuildExtractValue")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildExtractValue(
        LLVMBuilderRef builder, LLVMValueRef aggregate, uint index, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildInsertValue")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildInsertValue(
        LLVMBuilderRef builder, LLVMValueRef aggregate, LLVMValueRef element, uint index, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildExtractElement")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildExtractElement(
        LLVMBuilderRef builder, LLVMValueRef vector, LLVMValueRef index, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildInsertElement")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildInsertElement(
        LLVMBuilderRef builder, LLVMValueRef vector, LLVMValueRef element, LLVMValueRef index, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildShuffleVector")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildShuffleVector(
        LLVMBuilderRef builder, LLVMValueRef first, LLVMValueRef second, LLVMValueRef mask, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMBuildBr")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildBr(LLVMBuilderRef builder, LLVMBasicBlockRef target);

    [LibraryImport(Library, EntryPoint = "LLVMBuildCondBr")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildCondBr(
        LLVMBuilderRef builder, LLVMValueRef condition, LLVMBasicBlockRef then, LLVMBasicBlockRef otherwise);

    [LibraryImport(Library, EntryPoint = "LLVMBuildSwitch")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildSwitch(
        LLVMBuilderRef builder, LLVMValueRef value, LLVMBasicBlockRef otherwise, uint caseCount);

    [LibraryImport(Library, EntryPoint = "LLVMBuildRet")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildRet(LLVMBuilderRef builder, LLVMValueRef value);

    [LibraryImport(Library, EntryPoint = "LLVMBuildRetVoid")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildRetVoid(LLVMBuilderRef builder);

    [LibraryImport(Library, EntryPoint = "LLVMBuildUnreachable")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BuildUnreachable(LLVMBuilderRef builder);

    [LibraryImport(Library, EntryPoint = "LLVMPositionBuilderBefore")]
    [SuppressGCTransition]
    internal static partial void PositionBuilderBefore(LLVMBuilderRef builder, LLVMValueRef instruction);

    [LibraryImport(Library, EntryPoint = "LLVMPositionBuilderAtEnd")]
    [SuppressGCTransition]
    internal static partial void PositionBuilderAtEnd(LLVMBuilderRef builder, LLVMBasicBlockRef block);

    [LibraryImport(Library, EntryPoint = "LLVMGetInsertBlock")]
    [SuppressGCTransition]
    internal static partial LLVMBasicBlockRef GetInsertBlock(LLVMBuilderRef builder);

    [LibraryImport(Library, EntryPoint = "LLVMDisposeBuilder")]
    internal static partial void DisposeBuilder(LLVMBuilderRef builder);
}
