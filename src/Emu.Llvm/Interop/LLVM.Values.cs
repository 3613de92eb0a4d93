using System.Runtime.InteropServices;

namespace Emu.Llvm.Interop;

/// <remarks>Values, instructions, functions and basic blocks, <c>llvm-c/Core.h</c>.</remarks>
internal static unsafe partial class LLVM
{
    [LibraryImport(Library, EntryPoint = "LLVMTypeOf")]
    [SuppressGCTransition]
    internal static partial LLVMTypeRef TypeOf(LLVMValueRef value);

    [LibraryImport(Library, EntryPoint = "LLVMSetValueName2")]
    internal static partial void SetValueName2(LLVMValueRef value, byte* name, nuint length);

    [LibraryImport(Library, EntryPoint = "LLVMPrintValueToString")]
    internal static partial byte* PrintValueToString(LLVMValueRef value);

    [LibraryImport(Library, EntryPoint = "LLVMReplaceAllUsesWith")]
    [SuppressGCTransition]
    internal static partial void ReplaceAllUsesWith(LLVMValueRef old, LLVMValueRef replacement);

    [LibraryImport(Library, EntryPoint = "LLVMIsConstant")]
    [SuppressGCTransition]
    internal static partial int IsConstant(LLVMValueRef value);

    [LibraryImport(Library, EntryPoint = "LLVMIsAConstantInt")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef IsAConstantInt(LLVMValueRef value);

    [LibraryImport(Library, EntryPoint = "LLVMConstIntGetZExtValue")]
    [SuppressGCTransition]
    internal static partial ulong ConstIntGetZExtValue(LLVMValueRef value);

    [LibraryImport(Library, EntryPoint = "LLVMConstInt")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef ConstInt(LLVMTypeRef type, ulong value, int signExtend);

    [LibraryImport(Library, EntryPoint = "LLVMConstIntOfArbitraryPrecision")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef ConstIntOfArbitraryPrecision(LLVMTypeRef type, uint wordCount, ulong* words);

    [LibraryImport(Library, EntryPoint = "LLVMConstReal")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef ConstReal(LLVMTypeRef type, double value);

    [LibraryImport(Library, EntryPoint = "LLVMConstNull")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef ConstNull(LLVMTypeRef type);

    // The last arguments: side effects, alignment of the stack, Intel's syntax, unwinding.
    [LibraryImport(Library, EntryPoint = "LLVMGetInlineAsm")]
    internal static unsafe partial LLVMValueRef GetInlineAsm(
        LLVMTypeRef type, byte* text, nuint textLength, byte* constraints, nuint constraintsLength, int hasSideEffects,
        int alignsStack, int dialect, int canThrow);

    [LibraryImport(Library, EntryPoint = "LLVMGetUndef")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef GetUndef(LLVMTypeRef type);

    [LibraryImport(Library, EntryPoint = "LLVMGetPoison")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef GetPoison(LLVMTypeRef type);

    [LibraryImport(Library, EntryPoint = "LLVMConstVector")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef ConstVector(LLVMValueRef* values, uint count);

    [LibraryImport(Library, EntryPoint = "LLVMConstArray2")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef ConstArray2(LLVMTypeRef elementType, LLVMValueRef* values, ulong length);

    [LibraryImport(Library, EntryPoint = "LLVMGetInlineAsm")]
    internal static partial LLVMValueRef GetInlineAsm(
        LLVMTypeRef type, byte* text, nuint textLength, byte* constraints, nuint constraintsLength,
        int hasSideEffects, int isAlignStack, LLVMInlineAsmDialect dialect, int canThrow);

    [LibraryImport(Library, EntryPoint = "LLVMAddIncoming")]
    [SuppressGCTransition]
    internal static partial void AddIncoming(
        LLVMValueRef phi, LLVMValueRef* values, LLVMBasicBlockRef* blocks, uint count);

    [LibraryImport(Library, EntryPoint = "LLVMAddCase")]
    [SuppressGCTransition]
    internal static partial void AddCase(
        LLVMValueRef switchInstruction, LLVMValueRef value, LLVMBasicBlockRef target);

    [LibraryImport(Library, EntryPoint = "LLVMGetVolatile")]
    [SuppressGCTransition]
    internal static partial int GetVolatile(LLVMValueRef access);

    [LibraryImport(Library, EntryPoint = "LLVMSetVolatile")]
    [SuppressGCTransition]
    internal static partial void SetVolatile(LLVMValueRef access, int isVolatile);

    [LibraryImport(Library, EntryPoint = "LLVMGetOrdering")]
    [SuppressGCTransition]
    internal static partial LLVMAtomicOrdering GetOrdering(LLVMValueRef access);

    [LibraryImport(Library, EntryPoint = "LLVMSetOrdering")]
    [SuppressGCTransition]
    internal static partial void SetOrdering(LLVMValueRef access, LLVMAtomicOrdering ordering);

    [LibraryImport(Library, EntryPoint = "LLVMSetWeak")]
    [SuppressGCTransition]
    internal static partial void SetWeak(LLVMValueRef exchange, int isWeak);

    [LibraryImport(Library, EntryPoint = "LLVMGetAlignment")]
    [SuppressGCTransition]
    internal static partial uint GetAlignment(LLVMValueRef value);

    [LibraryImport(Library, EntryPoint = "LLVMSetAlignment")]
    [SuppressGCTransition]
    internal static partial void SetAlignment(LLVMValueRef value, uint bytes);

    [LibraryImport(Library, EntryPoint = "LLVMSetNNeg")]
    [SuppressGCTransition]
    internal static partial void SetNNeg(LLVMValueRef instruction, int isNonNegative);

    [LibraryImport(Library, EntryPoint = "LLVMSetNUW")]
    [SuppressGCTransition]
    internal static partial void SetNUW(LLVMValueRef instruction, int hasNoUnsignedWrap);

    [LibraryImport(Library, EntryPoint = "LLVMSetNSW")]
    [SuppressGCTransition]
    internal static partial void SetNSW(LLVMValueRef instruction, int hasNoSignedWrap);

    [LibraryImport(Library, EntryPoint = "LLVMSetIsDisjoint")]
    [SuppressGCTransition]
    internal static partial void SetIsDisjoint(LLVMValueRef instruction, int isDisjoint);

    [LibraryImport(Library, EntryPoint = "LLVMSetMetadata")]
    [SuppressGCTransition]
    internal static partial void SetMetadata(LLVMValueRef value, uint kind, LLVMValueRef node);

    [LibraryImport(Library, EntryPoint = "LLVMGetTailCallKind")]
    [SuppressGCTransition]
    internal static partial LLVMTailCallKind GetTailCallKind(LLVMValueRef call);

    [LibraryImport(Library, EntryPoint = "LLVMSetTailCallKind")]
    [SuppressGCTransition]
    internal static partial void SetTailCallKind(LLVMValueRef call, LLVMTailCallKind kind);

    [LibraryImport(Library, EntryPoint = "LLVMGetInstructionCallConv")]
    [SuppressGCTransition]
    internal static partial uint GetInstructionCallConv(LLVMValueRef call);

    [LibraryImport(Library, EntryPoint = "LLVMSetInstructionCallConv")]
    [SuppressGCTransition]
    internal static partial void SetInstructionCallConv(LLVMValueRef call, uint convention);

    [LibraryImport(Library, EntryPoint = "LLVMAddCallSiteAttribute")]
    [SuppressGCTransition]
    internal static partial void AddCallSiteAttribute(LLVMValueRef call, uint index, LLVMAttributeRef attribute);

    [LibraryImport(Library, EntryPoint = "LLVMInstructionEraseFromParent")]
    [SuppressGCTransition]
    internal static partial void InstructionEraseFromParent(LLVMValueRef instruction);

    [LibraryImport(Library, EntryPoint = "LLVMGetInstructionOpcode")]
    [SuppressGCTransition]
    internal static partial LLVMOpcode GetInstructionOpcode(LLVMValueRef instruction);

    [LibraryImport(Library, EntryPoint = "LLVMGetNextInstruction")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef GetNextInstruction(LLVMValueRef instruction);

    [LibraryImport(Library, EntryPoint = "LLVMGetInstructionParent")]
    [SuppressGCTransition]
    internal static partial LLVMBasicBlockRef GetInstructionParent(LLVMValueRef instruction);

    [LibraryImport(Library, EntryPoint = "LLVMGetFunctionCallConv")]
    [SuppressGCTransition]
    internal static partial uint GetFunctionCallConv(LLVMValueRef function);

    [LibraryImport(Library, EntryPoint = "LLVMSetFunctionCallConv")]
    [SuppressGCTransition]
    internal static partial void SetFunctionCallConv(LLVMValueRef function, uint convention);

    [LibraryImport(Library, EntryPoint = "LLVMAddAttributeAtIndex")]
    [SuppressGCTransition]
    internal static partial void AddAttributeAtIndex(LLVMValueRef function, uint index, LLVMAttributeRef attribute);

    [LibraryImport(Library, EntryPoint = "LLVMGetParam")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef GetParam(LLVMValueRef function, uint index);

    [LibraryImport(Library, EntryPoint = "LLVMCountParams")]
    [SuppressGCTransition]
    internal static partial uint CountParams(LLVMValueRef function);

    [LibraryImport(Library, EntryPoint = "LLVMGetEntryBasicBlock")]
    [SuppressGCTransition]
    internal static partial LLVMBasicBlockRef GetEntryBasicBlock(LLVMValueRef function);

    [LibraryImport(Library, EntryPoint = "LLVMGetFirstBasicBlock")]
    [SuppressGCTransition]
    internal static partial LLVMBasicBlockRef GetFirstBasicBlock(LLVMValueRef function);

    [LibraryImport(Library, EntryPoint = "LLVMGetNextBasicBlock")]
    [SuppressGCTransition]
    internal static partial LLVMBasicBlockRef GetNextBasicBlock(LLVMBasicBlockRef block);

    [LibraryImport(Library, EntryPoint = "LLVMGetLinkage")]
    [SuppressGCTransition]
    internal static partial LLVMLinkage GetLinkage(LLVMValueRef value);

    [LibraryImport(Library, EntryPoint = "LLVMSetLinkage")]
    [SuppressGCTransition]
    internal static partial void SetLinkage(LLVMValueRef value, LLVMLinkage linkage);

    [LibraryImport(Library, EntryPoint = "LLVMSetInitializer")]
    [SuppressGCTransition]
    internal static partial void SetInitializer(LLVMValueRef variable, LLVMValueRef value);

    [LibraryImport(Library, EntryPoint = "LLVMSetGlobalConstant")]
    [SuppressGCTransition]
    internal static partial void SetGlobalConstant(LLVMValueRef variable, int isConstant);

    [LibraryImport(Library, EntryPoint = "LLVMBasicBlockAsValue")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef BasicBlockAsValue(LLVMBasicBlockRef block);

    [LibraryImport(Library, EntryPoint = "LLVMGetBasicBlockTerminator")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef GetBasicBlockTerminator(LLVMBasicBlockRef block);

    [LibraryImport(Library, EntryPoint = "LLVMGetBasicBlockParent")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef GetBasicBlockParent(LLVMBasicBlockRef block);

    [LibraryImport(Library, EntryPoint = "LLVMGetFirstInstruction")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef GetFirstInstruction(LLVMBasicBlockRef block);

    [LibraryImport(Library, EntryPoint = "LLVMMoveBasicBlockAfter")]
    [SuppressGCTransition]
    internal static partial void MoveBasicBlockAfter(LLVMBasicBlockRef block, LLVMBasicBlockRef position);

    [LibraryImport(Library, EntryPoint = "LLVMDeleteBasicBlock")]
    [SuppressGCTransition]
    internal static partial void DeleteBasicBlock(LLVMBasicBlockRef block);
}
