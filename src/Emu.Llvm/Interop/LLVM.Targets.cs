using System.Runtime.InteropServices;

namespace Emu.Llvm.Interop;

/// <remarks>Targets and code generation: <c>llvm-c/Target.h</c>, <c>TargetMachine.h</c>.</remarks>
internal static unsafe partial class LLVM
{
    [LibraryImport(Library, EntryPoint = "LLVMInitializeX86TargetInfo")]
    internal static partial void InitializeX86TargetInfo();

    [LibraryImport(Library, EntryPoint = "LLVMInitializeX86Target")]
    internal static partial void InitializeX86Target();

    [LibraryImport(Library, EntryPoint = "LLVMInitializeX86TargetMC")]
    internal static partial void InitializeX86TargetMC();

    [LibraryImport(Library, EntryPoint = "LLVMInitializeX86AsmPrinter")]
    internal static partial void InitializeX86AsmPrinter();

    [LibraryImport(Library, EntryPoint = "LLVMInitializeX86AsmParser")]
    internal static partial void InitializeX86AsmParser();

    [LibraryImport(Library, EntryPoint = "LLVMGetTargetFromTriple")]
    internal static partial int GetTargetFromTriple(byte* triple, LLVMTargetRef* target, byte** message);

    [LibraryImport(Library, EntryPoint = "LLVMGetTargetName")]
    internal static partial byte* GetTargetName(LLVMTargetRef target);

    [LibraryImport(Library, EntryPoint = "LLVMGetDefaultTargetTriple")]
    internal static partial byte* GetDefaultTargetTriple();

    [LibraryImport(Library, EntryPoint = "LLVMGetHostCPUName")]
    internal static partial byte* GetHostCPUName();

    [LibraryImport(Library, EntryPoint = "LLVMGetHostCPUFeatures")]
    internal static partial byte* GetHostCPUFeatures();

    [LibraryImport(Library, EntryPoint = "LLVMCreateTargetMachine")]
    internal static partial LLVMTargetMachineRef CreateTargetMachine(
        LLVMTargetRef target, byte* triple, byte* cpu, byte* features, LLVMCodeGenOptLevel level,
        LLVMRelocMode relocation, LLVMCodeModel codeModel);

    [LibraryImport(Library, EntryPoint = "LLVMDisposeTargetMachine")]
    internal static partial void DisposeTargetMachine(LLVMTargetMachineRef machine);

    [LibraryImport(Library, EntryPoint = "LLVMCreateTargetDataLayout")]
    internal static partial LLVMTargetDataRef CreateTargetDataLayout(LLVMTargetMachineRef machine);

    [LibraryImport(Library, EntryPoint = "LLVMSetTargetMachineFastISel")]
    internal static partial void SetTargetMachineFastISel(LLVMTargetMachineRef machine, int enable);

    [LibraryImport(Library, EntryPoint = "LLVMTargetMachineEmitToMemoryBuffer")]
    internal static partial int TargetMachineEmitToMemoryBuffer(
        LLVMTargetMachineRef machine, LLVMModuleRef module, LLVMCodeGenFileType fileType, byte** message,
        LLVMMemoryBufferRef* buffer);

    [LibraryImport(Library, EntryPoint = "LLVMDisposeTargetData")]
    internal static partial void DisposeTargetData(LLVMTargetDataRef layout);

    [LibraryImport(Library, EntryPoint = "LLVMCopyStringRepOfTargetData")]
    internal static partial byte* CopyStringRepOfTargetData(LLVMTargetDataRef layout);

    [LibraryImport(Library, EntryPoint = "LLVMGetVersion")]
    [SuppressGCTransition]
    internal static partial void GetVersion(uint* major, uint* minor, uint* patch);
}
