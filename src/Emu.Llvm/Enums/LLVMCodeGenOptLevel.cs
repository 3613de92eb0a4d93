namespace Emu.Llvm;

/// <summary>How hard the code generator tries, -O0 to -O3.</summary>
public enum LLVMCodeGenOptLevel
{
    LLVMCodeGenLevelNone,
    LLVMCodeGenLevelLess,
    LLVMCodeGenLevelDefault,
    LLVMCodeGenLevelAggressive,
}
