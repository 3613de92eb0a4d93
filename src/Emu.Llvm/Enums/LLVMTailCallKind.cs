namespace Emu.Llvm;

/// <summary>Whether a call may, must or must not reuse the frame of its caller.</summary>
public enum LLVMTailCallKind
{
    LLVMTailCallKindNone = 0,
    LLVMTailCallKindTail = 1,
    LLVMTailCallKindMustTail = 2,
    LLVMTailCallKindNoTail = 3,
}
