using Emu.Llvm.Interop;

namespace Emu.Llvm;

/// <content>Functions and global variables.</content>
public readonly partial record struct LLVMValueRef
{
    public uint ParamsCount => LLVM.CountParams(this);

    public LLVMBasicBlockRef EntryBasicBlock => LLVM.GetEntryBasicBlock(this);

    /// <summary>A function's first block, a null handle if it is only declared.</summary>
    public LLVMBasicBlockRef FirstBasicBlock => LLVM.GetFirstBasicBlock(this);

    public LLVMLinkage Linkage => LLVM.GetLinkage(this);

    public LLVMCallConv FunctionCallConv => (LLVMCallConv)LLVM.GetFunctionCallConv(this);

    /// <summary>A function's argument, counted from 0.</summary>
    public LLVMValueRef GetParam(uint index) => LLVM.GetParam(this, index);

    public void SetLinkage(LLVMLinkage linkage) => LLVM.SetLinkage(this, linkage);

    public void SetFunctionCallConv(LLVMCallConv convention) => LLVM.SetFunctionCallConv(this, (uint)convention);

    public void AddAttributeAtIndex(LLVMAttributeIndex index, LLVMAttributeRef attribute) =>
        LLVM.AddAttributeAtIndex(this, (uint)index, attribute);

    /// <summary>Gives a variable its first value.</summary>
    public void SetInitializer(LLVMValueRef value) => LLVM.SetInitializer(this, value);

    /// <summary>Says that a variable never changes: it is put into a read-only section.</summary>
    public void SetGlobalConstant(bool isConstant) => LLVM.SetGlobalConstant(this, isConstant ? 1 : 0);
}
