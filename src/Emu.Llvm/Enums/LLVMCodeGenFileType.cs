namespace Emu.Llvm;

/// <summary>What the code generator writes.</summary>
public enum LLVMCodeGenFileType
{
    LLVMAssemblyFile,
    LLVMObjectFile,
}
