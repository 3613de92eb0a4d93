namespace Emu.Llvm;

/// <summary>What an attribute of a function or a call applies to; parameters are 1, 2, ...</summary>
public enum LLVMAttributeIndex : uint
{
    LLVMAttributeReturnIndex = 0,
    LLVMAttributeFirstParameterIndex = 1,
    LLVMAttributeFunctionIndex = uint.MaxValue,
}
