namespace Emu.Llvm;

/// <summary>How bad a diagnostic is.</summary>
public enum LLVMDiagnosticSeverity
{
    LLVMDSError,
    LLVMDSWarning,
    LLVMDSRemark,
    LLVMDSNote,
}
