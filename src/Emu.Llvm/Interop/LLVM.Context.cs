using System.Runtime.InteropServices;

namespace Emu.Llvm.Interop;

/// <remarks>What belongs to a context: types, metadata, attributes, intrinsics. <c>llvm-c/Core.h</c>.</remarks>
internal static unsafe partial class LLVM
{
    [LibraryImport(Library, EntryPoint = "LLVMContextCreate")]
    internal static partial LLVMContextRef ContextCreate();

    [LibraryImport(Library, EntryPoint = "LLVMContextDispose")]
    internal static partial void ContextDispose(LLVMContextRef context);

    [LibraryImport(Library, EntryPoint = "LLVMContextSetDiscardValueNames")]
    internal static partial void ContextSetDiscardValueNames(LLVMContextRef context, int discard);

    [LibraryImport(Library, EntryPoint = "LLVMContextSetDiagnosticHandler")]
    internal static partial void ContextSetDiagnosticHandler(
        LLVMContextRef context, delegate* unmanaged[Cdecl]<nint, nint, void> handler, nint argument);

    [LibraryImport(Library, EntryPoint = "LLVMGetDiagInfoDescription")]
    internal static partial byte* GetDiagInfoDescription(nint diagnostic);

    [LibraryImport(Library, EntryPoint = "LLVMGetDiagInfoSeverity")]
    internal static partial LLVMDiagnosticSeverity GetDiagInfoSeverity(nint diagnostic);

    [LibraryImport(Library, EntryPoint = "LLVMCreateBuilderInContext")]
    internal static partial LLVMBuilderRef CreateBuilderInContext(LLVMContextRef context);

    [LibraryImport(Library, EntryPoint = "LLVMModuleCreateWithNameInContext")]
    internal static partial LLVMModuleRef ModuleCreateWithNameInContext(byte* name, LLVMContextRef context);

    [LibraryImport(Library, EntryPoint = "LLVMAppendBasicBlockInContext")]
    internal static partial LLVMBasicBlockRef AppendBasicBlockInContext(
        LLVMContextRef context, LLVMValueRef function, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMInsertBasicBlockInContext")]
    internal static partial LLVMBasicBlockRef InsertBasicBlockInContext(
        LLVMContextRef context, LLVMBasicBlockRef before, byte* name);

    [LibraryImport(Library, EntryPoint = "LLVMVoidTypeInContext")]
    [SuppressGCTransition]
    internal static partial LLVMTypeRef VoidTypeInContext(LLVMContextRef context);

    [LibraryImport(Library, EntryPoint = "LLVMIntTypeInContext")]
    [SuppressGCTransition]
    internal static partial LLVMTypeRef IntTypeInContext(LLVMContextRef context, uint bits);

    [LibraryImport(Library, EntryPoint = "LLVMHalfTypeInContext")]
    [SuppressGCTransition]
    internal static partial LLVMTypeRef HalfTypeInContext(LLVMContextRef context);

    [LibraryImport(Library, EntryPoint = "LLVMFloatTypeInContext")]
    [SuppressGCTransition]
    internal static partial LLVMTypeRef FloatTypeInContext(LLVMContextRef context);

    [LibraryImport(Library, EntryPoint = "LLVMDoubleTypeInContext")]
    [SuppressGCTransition]
    internal static partial LLVMTypeRef DoubleTypeInContext(LLVMContextRef context);

    [LibraryImport(Library, EntryPoint = "LLVMPointerTypeInContext")]
    [SuppressGCTransition]
    internal static partial LLVMTypeRef PointerTypeInContext(LLVMContextRef context, uint addressSpace);

    [LibraryImport(Library, EntryPoint = "LLVMStructTypeInContext")]
    [SuppressGCTransition]
    internal static partial LLVMTypeRef StructTypeInContext(
        LLVMContextRef context, LLVMTypeRef* elements, uint count, int packed);

    [LibraryImport(Library, EntryPoint = "LLVMFunctionType")]
    [SuppressGCTransition]
    internal static partial LLVMTypeRef FunctionType(
        LLVMTypeRef result, LLVMTypeRef* parameters, uint count, int isVariadic);

    [LibraryImport(Library, EntryPoint = "LLVMArrayType2")]
    [SuppressGCTransition]
    internal static partial LLVMTypeRef ArrayType2(LLVMTypeRef element, ulong length);

    [LibraryImport(Library, EntryPoint = "LLVMVectorType")]
    [SuppressGCTransition]
    internal static partial LLVMTypeRef VectorType(LLVMTypeRef element, uint length);

    [LibraryImport(Library, EntryPoint = "LLVMGetTypeKind")]
    [SuppressGCTransition]
    internal static partial LLVMTypeKind GetTypeKind(LLVMTypeRef type);

    [LibraryImport(Library, EntryPoint = "LLVMGetIntTypeWidth")]
    [SuppressGCTransition]
    internal static partial uint GetIntTypeWidth(LLVMTypeRef type);

    [LibraryImport(Library, EntryPoint = "LLVMPrintTypeToString")]
    internal static partial byte* PrintTypeToString(LLVMTypeRef type);

    [LibraryImport(Library, EntryPoint = "LLVMGetMDKindIDInContext")]
    internal static partial uint GetMDKindIDInContext(LLVMContextRef context, byte* name, uint length);

    [LibraryImport(Library, EntryPoint = "LLVMMDStringInContext2")]
    [SuppressGCTransition]
    internal static partial LLVMMetadataRef MDStringInContext2(LLVMContextRef context, byte* text, nuint length);

    [LibraryImport(Library, EntryPoint = "LLVMMDNodeInContext2")]
    [SuppressGCTransition]
    internal static partial LLVMMetadataRef MDNodeInContext2(
        LLVMContextRef context, LLVMMetadataRef* nodes, nuint count);

    [LibraryImport(Library, EntryPoint = "LLVMMetadataAsValue")]
    [SuppressGCTransition]
    internal static partial LLVMValueRef MetadataAsValue(LLVMContextRef context, LLVMMetadataRef metadata);

    [LibraryImport(Library, EntryPoint = "LLVMValueAsMetadata")]
    [SuppressGCTransition]
    internal static partial LLVMMetadataRef ValueAsMetadata(LLVMValueRef value);

    [LibraryImport(Library, EntryPoint = "LLVMGetEnumAttributeKindForName")]
    internal static partial uint GetEnumAttributeKindForName(byte* name, nuint length);

    [LibraryImport(Library, EntryPoint = "LLVMCreateEnumAttribute")]
    [SuppressGCTransition]
    internal static partial LLVMAttributeRef CreateEnumAttribute(LLVMContextRef context, uint kind, ulong value);

    [LibraryImport(Library, EntryPoint = "LLVMCreateTypeAttribute")]
    [SuppressGCTransition]
    internal static partial LLVMAttributeRef CreateTypeAttribute(LLVMContextRef context, uint kind, LLVMTypeRef type);

    [LibraryImport(Library, EntryPoint = "LLVMCreateStringAttribute")]
    internal static partial LLVMAttributeRef CreateStringAttribute(
        LLVMContextRef context, byte* key, uint keyLength, byte* value, uint valueLength);

    [LibraryImport(Library, EntryPoint = "LLVMLookupIntrinsicID")]
    internal static partial uint LookupIntrinsicID(byte* name, nuint length);

    [LibraryImport(Library, EntryPoint = "LLVMGetIntrinsicDeclaration")]
    internal static partial LLVMValueRef GetIntrinsicDeclaration(
        LLVMModuleRef module, uint id, LLVMTypeRef* overloads, nuint count);

    [LibraryImport(Library, EntryPoint = "LLVMIntrinsicGetType")]
    internal static partial LLVMTypeRef IntrinsicGetType(
        LLVMContextRef context, uint id, LLVMTypeRef* overloads, nuint count);

    [LibraryImport(Library, EntryPoint = "LLVMDisposeMessage")]
    internal static partial void DisposeMessage(byte* message);
}
