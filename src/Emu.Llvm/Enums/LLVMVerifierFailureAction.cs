namespace Emu.Llvm;

/// <summary>What the verifier does with a broken module.</summary>
public enum LLVMVerifierFailureAction
{
    LLVMAbortProcessAction,
    LLVMPrintMessageAction,
    LLVMReturnStatusAction,
}
