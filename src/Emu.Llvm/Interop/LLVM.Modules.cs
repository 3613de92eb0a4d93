using System.Runtime.InteropServices;

namespace Emu.Llvm.Interop;

/// <remarks>
/// Modules, passes and memory buffers: <c>llvm-c/Core.h</c>, <c>Analysis.h</c>, <c>IRReader.h</c>,
/// <c>Transforms/PassBuilder.h</c>.
/// </remarks>
internal static unsafe partial class LLVM
{
    [LibraryImport(Library, EntryPoint = "LLVMDisposeModule")]
    internal static partial void DisposeModule(LLVMModuleRef module);

    [LibraryImport(Library, EntryPoint = "LLVMSetTarget")]
    internal static partial void SetTarget(LLVMModuleRef module, byte* triple);

    [LibraryImport(Library, EntryPoint = "LLVMSetModuleDataLayout")]
    internal static partial void SetModuleDataLayout(LLVMModuleRef module, LLVMTargetDataRef layout);

    [LibraryImport(Library, EntryPoint = "LLVMPrintModuleToString")]
    internal static partial byte* PrintModuleToString(LLVMModuleRef module);

    [LibraryImport(Library, EntryPoint = "LLVMVerifyModule")]
    internal static partial int VerifyModule(LLVMModuleRef module, LLVMVerifierFailureAction action, byte** message);

    [LibraryImport(Library, EntryPoint = "LLVMAddFunction")]
    internal static partial LLVMValueRef AddFunction(LLVMModuleRef module, byte* name, LLVMTypeRef type);

    [LibraryImport(Library, EntryPoint = "LLVMGetNamedFunction")]
    internal static partial LLVMValueRef GetNamedFunction(LLVMModuleRef module, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMAddGlobal")]
    internal static partial LLVMValueRef AddGlobal(LLVMModuleRef module, LLVMTypeRef type, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMParseIRInContext")]
    internal static partial int ParseIRInContext(
        LLVMContextRef context, LLVMMemoryBufferRef text, LLVMModuleRef* module, byte** message);

    [LibraryImport(Library, EntryPoint = "LLVMRunPasses")]
    internal static partial nint RunPasses(
        LLVMModuleRef module, byte* passes, LLVMTargetMachineRef machine, LLVMPassBuilderOptionsRef options);

    [LibraryImport(Library, EntryPoint = "LLVMGetErrorMessage")]
    internal static partial byte* GetErrorMessage(nint error);

    [LibraryImport(Library, EntryPoint = "LLVMDisposeErrorMessage")]
    internal static partial void DisposeErrorMessage(byte* message);

    [LibraryImport(Library, EntryPoint = "LLVMCreatePassBuilderOptions")]
    internal static partial LLVMPassBuilderOptionsRef CreatePassBuilderOptions();

    [LibraryImport(Library, EntryPoint = "LLVMDisposePassBuilderOptions")]
    internal static partial void DisposePassBuilderOptions(LLVMPassBuilderOptionsRef options);

    [LibraryImport(Library, EntryPoint = "LLVMPassBuilderOptionsSetVerifyEach")]
    internal static partial void PassBuilderOptionsSetVerifyEach(LLVMPassBuilderOptionsRef options, int value);

    [LibraryImport(Library, EntryPoint = "LLVMPassBuilderOptionsSetLoopVectorization")]
    internal static partial void PassBuilderOptionsSetLoopVectorization(LLVMPassBuilderOptionsRef options, int value);

    [LibraryImport(Library, EntryPoint = "LLVMPassBuilderOptionsSetSLPVectorization")]
    internal static partial void PassBuilderOptionsSetSLPVectorization(LLVMPassBuilderOptionsRef options, int value);

    [LibraryImport(Library, EntryPoint = "LLVMPassBuilderOptionsSetLoopUnrolling")]
    internal static partial void PassBuilderOptionsSetLoopUnrolling(LLVMPassBuilderOptionsRef options, int value);

    [LibraryImport(Library, EntryPoint = "LLVMCreateMemoryBufferWithMemoryRangeCopy")]
    internal static partial LLVMMemoryBufferRef CreateMemoryBufferWithMemoryRangeCopy(
        byte* data, nuint length, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMGetBufferStart")]
    [SuppressGCTransition]
    internal static partial byte* GetBufferStart(LLVMMemoryBufferRef buffer);

    [LibraryImport(Library, EntryPoint = "LLVMGetBufferSize")]
    [SuppressGCTransition]
    internal static partial nuint GetBufferSize(LLVMMemoryBufferRef buffer);

    [LibraryImport(Library, EntryPoint = "LLVMDisposeMemoryBuffer")]
    internal static partial void DisposeMemoryBuffer(LLVMMemoryBufferRef buffer);
}
