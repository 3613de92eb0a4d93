using Emu.Llvm.Interop;

namespace Emu.Llvm;

/// <summary>A value: a constant, an argument, the result of an instruction, a function or a variable.</summary>
/// <remarks>Invariant of the unsafe code: the value is alive as long as its module, and a constant as long as its
/// context; arrays and texts are pinned while LLVM reads them, and are passed with their length.</remarks>
public readonly unsafe partial record struct LLVMValueRef(nint Handle)
{
    public LLVMTypeRef TypeOf => LLVM.TypeOf(this);

    public bool IsConstant => LLVM.IsConstant(this) != 0;

    /// <summary>Whether this is an integer constant, of which <see cref="ConstIntZExt"/> is the value.</summary>
    public bool IsConstantInt => LLVM.IsAConstantInt(this).Handle != 0;

    /// <summary>The value of an integer constant of at most 64 bits.</summary>
    public ulong ConstIntZExt => LLVM.ConstIntGetZExtValue(this);

    /// <summary>An integer; bits of <paramref name="value"/> beyond the type's width are dropped.</summary>
    public static LLVMValueRef CreateConstInt(LLVMTypeRef type, ulong value, bool signExtend = false) =>
        LLVM.ConstInt(type, value, signExtend ? 1 : 0);

    /// <summary>An integer of any width, lowest word first.</summary>
    public static LLVMValueRef CreateConstIntOfArbitraryPrecision(LLVMTypeRef type, ReadOnlySpan<ulong> words)
    {
        fixed (ulong* first = words) return LLVM.ConstIntOfArbitraryPrecision(type, (uint)words.Length, first);
    }

    public static LLVMValueRef CreateConstReal(LLVMTypeRef type, double value) => LLVM.ConstReal(type, value);

    /// <summary>Zero, or the null pointer.</summary>
    public static LLVMValueRef CreateConstNull(LLVMTypeRef type) => LLVM.ConstNull(type);

    /// <summary>A function that returns its argument, an integer, without code, and of which LLVM does not know that:
    /// what it computes with the result it cannot simplify.</summary>
    public static LLVMValueRef CreateOpaqueIdentity(LLVMTypeRef functionType)
    {
        ReadOnlySpan<byte> same = "=r,0"u8;
        fixed (byte* constraints = same)
            return LLVM.GetInlineAsm(
                functionType, NativeText.Empty, 0, constraints, (nuint)same.Length, hasSideEffects: 0, alignsStack: 0,
                dialect: 0, canThrow: 0);
    }

    public static LLVMValueRef CreateUndef(LLVMTypeRef type) => LLVM.GetUndef(type);

    public static LLVMValueRef CreatePoison(LLVMTypeRef type) => LLVM.GetPoison(type);

    public static LLVMValueRef CreateConstVector(ReadOnlySpan<LLVMValueRef> values)
    {
        fixed (LLVMValueRef* first = values) return LLVM.ConstVector(first, (uint)values.Length);
    }

    public static LLVMValueRef CreateConstArray(LLVMTypeRef elementType, ReadOnlySpan<LLVMValueRef> values)
    {
        fixed (LLVMValueRef* first = values) return LLVM.ConstArray2(elementType, first, (ulong)values.Length);
    }

    /// <summary>Inline assembly in AT&amp;T syntax, to be called as a function of <paramref name="type"/>.</summary>
    public static LLVMValueRef CreateInlineAsm(LLVMTypeRef type, ReadOnlySpan<byte> text,
        ReadOnlySpan<byte> constraints, bool hasSideEffects)
    {
        fixed (byte* first = text)
        fixed (byte* firstConstraint = constraints)
            return LLVM.GetInlineAsm(type, first, (nuint)text.Length, firstConstraint, (nuint)constraints.Length,
                hasSideEffects ? 1 : 0, isAlignStack: 0, LLVMInlineAsmDialect.LLVMInlineAsmDialectATT, canThrow: 0);
    }

    /// <summary>Names the value for readers of the IR; LLVM makes the name unique.</summary>
    public void SetName(ReadOnlySpan<byte> name)
    {
        fixed (byte* first = name) LLVM.SetValueName2(this, first, (nuint)name.Length);
    }

    public void ReplaceAllUsesWith(LLVMValueRef replacement) => LLVM.ReplaceAllUsesWith(this, replacement);

    /// <summary>The value as an operand of a metadata node.</summary>
    public LLVMMetadataRef AsMetadata() => LLVM.ValueAsMetadata(this);

    /// <summary>The value in LLVM assembly language.</summary>
    public override string ToString() => NativeText.Take(LLVM.PrintValueToString(this));
}
