using Emu.Llvm.Interop;

namespace Emu.Llvm;

/// <content>What can be said about an instruction after it was built.</content>
public readonly unsafe partial record struct LLVMValueRef
{
    public LLVMOpcode InstructionOpcode => LLVM.GetInstructionOpcode(this);

    /// <summary>The block that contains the instruction.</summary>
    public LLVMBasicBlockRef InstructionParent => LLVM.GetInstructionParent(this);

    /// <summary>The instruction after this one in its block, a null handle at the end.</summary>
    public LLVMValueRef NextInstruction => LLVM.GetNextInstruction(this);

    /// <summary>Whether a load, store or atomic access has to happen exactly as written.</summary>
    public bool Volatile => LLVM.GetVolatile(this) != 0;

    /// <summary>The ordering of an atomic load or store.</summary>
    public LLVMAtomicOrdering Ordering => LLVM.GetOrdering(this);

    /// <summary>The alignment of an access, function or variable, in bytes.</summary>
    public uint Alignment => LLVM.GetAlignment(this);

    public LLVMTailCallKind TailCallKind => LLVM.GetTailCallKind(this);

    public LLVMCallConv InstructionCallConv => (LLVMCallConv)LLVM.GetInstructionCallConv(this);

    public void SetVolatile(bool isVolatile) => LLVM.SetVolatile(this, isVolatile ? 1 : 0);

    /// <summary>Makes a load or store atomic; its alignment must be its size.</summary>
    public void SetOrdering(LLVMAtomicOrdering ordering) => LLVM.SetOrdering(this, ordering);

    /// <summary>Whether a compare-and-exchange may fail although the values are equal.</summary>
    public void SetWeak(bool isWeak) => LLVM.SetWeak(this, isWeak ? 1 : 0);

    /// <summary>Promises an alignment in bytes: 1 for an access that may be misaligned.</summary>
    public void SetAlignment(uint bytes) => LLVM.SetAlignment(this, bytes);

    /// <summary>Promises that the operand of a <c>zext</c> or <c>uitofp</c> is not negative.</summary>
    public void SetNNeg(bool isNonNegative) => LLVM.SetNNeg(this, isNonNegative ? 1 : 0);

    /// <summary>Promises that unsigned arithmetic does not wrap.</summary>
    public void SetNUW(bool hasNoUnsignedWrap) => LLVM.SetNUW(this, hasNoUnsignedWrap ? 1 : 0);

    /// <summary>Promises that signed arithmetic does not wrap.</summary>
    public void SetNSW(bool hasNoSignedWrap) => LLVM.SetNSW(this, hasNoSignedWrap ? 1 : 0);

    /// <summary>Promises that the operands of an <c>or</c> have no bit in common.</summary>
    public void SetIsDisjoint(bool isDisjoint) => LLVM.SetIsDisjoint(this, isDisjoint ? 1 : 0);

    /// <summary>
    /// Attaches a metadata node; <paramref name="kind"/> is from <see cref="LLVMContextRef.GetMDKindID"/>,
    /// <paramref name="node"/> from <see cref="LLVMContextRef.MetadataAsValue"/>.
    /// </summary>
    public void SetMetadata(uint kind, LLVMValueRef node) => LLVM.SetMetadata(this, kind, node);

    /// <summary>Says whether a call reuses the frame; a <c>musttail</c> call is followed by <c>ret</c>.</summary>
    public void SetTailCallKind(LLVMTailCallKind kind) => LLVM.SetTailCallKind(this, kind);

    /// <summary>Sets a call's convention, which has to be the callee's.</summary>
    public void SetInstructionCallConv(LLVMCallConv convention) =>
        LLVM.SetInstructionCallConv(this, (uint)convention);

    public void AddCallSiteAttribute(LLVMAttributeIndex index, LLVMAttributeRef attribute) =>
        LLVM.AddCallSiteAttribute(this, (uint)index, attribute);

    /// <summary>Adds operands to a <c>phi</c>: a value for each block that leads to it.</summary>
    public void AddIncoming(ReadOnlySpan<LLVMValueRef> values, ReadOnlySpan<LLVMBasicBlockRef> blocks)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(blocks.Length, values.Length);
        fixed (LLVMValueRef* firstValue = values)
        fixed (LLVMBasicBlockRef* firstBlock = blocks)
            LLVM.AddIncoming(this, firstValue, firstBlock, (uint)values.Length);
    }

    /// <summary>Adds one operand to a <c>phi</c>.</summary>
    public void AddIncoming(LLVMValueRef value, LLVMBasicBlockRef block) =>
        LLVM.AddIncoming(this, &value, &block, 1);

    /// <summary>Adds a case to a <c>switch</c>; <paramref name="value"/> is an integer constant.</summary>
    public void AddCase(LLVMValueRef value, LLVMBasicBlockRef target) => LLVM.AddCase(this, value, target);

    /// <summary>Removes an instruction that has no uses, and frees it.</summary>
    public void InstructionEraseFromParent() => LLVM.InstructionEraseFromParent(this);
}
