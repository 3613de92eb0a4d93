namespace Emu.Llvm;

/// <summary>The syntax of inline assembly.</summary>
public enum LLVMInlineAsmDialect
{
    LLVMInlineAsmDialectATT,
    LLVMInlineAsmDialectIntel,
}
