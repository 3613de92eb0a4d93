namespace Emu.Llvm;

/// <summary>The calling conventions that are used here; numbers from <c>llvm/IR/CallingConv.h</c>.</summary>
public enum LLVMCallConv : uint
{
    /// <summary>The host's C convention.</summary>
    LLVMCCallConv = 0,

    /// <summary>The C convention for calls that are rarely made: the callee preserves most registers.</summary>
    LLVMColdCallConv = 9,

    /// <summary>The callee preserves all general registers except those of arguments and result.</summary>
    LLVMPreserveMostCallConv = 14,

    /// <summary>The callee preserves no register, so a tail call has none to save and restore.</summary>
    LLVMPreserveNoneCallConv = 21,
}
