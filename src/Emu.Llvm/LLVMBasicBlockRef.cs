using Emu.Llvm.Interop;

namespace Emu.Llvm;

/// <summary>A basic block of a function, made by <see cref="LLVMContextRef"/>.</summary>
public readonly record struct LLVMBasicBlockRef(nint Handle)
{
    /// <summary>The function that contains the block.</summary>
    public LLVMValueRef Parent => LLVM.GetBasicBlockParent(this);

    /// <summary>The block's last instruction if that is a terminator, else a null handle.</summary>
    public LLVMValueRef Terminator => LLVM.GetBasicBlockTerminator(this);

    /// <summary>The block's first instruction, a null handle if it is empty.</summary>
    public LLVMValueRef FirstInstruction => LLVM.GetFirstInstruction(this);

    /// <summary>The block after this one in the function, a null handle at the end.</summary>
    public LLVMBasicBlockRef Next => LLVM.GetNextBasicBlock(this);

    public LLVMValueRef AsValue() => LLVM.BasicBlockAsValue(this);

    /// <summary>Moves the block to right after another one of the same function.</summary>
    public void MoveAfter(LLVMBasicBlockRef position) => LLVM.MoveBasicBlockAfter(this, position);

    /// <summary>Removes the block and its instructions.</summary>
    public void Delete() => LLVM.DeleteBasicBlock(this);
}
