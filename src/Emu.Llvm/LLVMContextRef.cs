using Emu.Llvm.Interop;

namespace Emu.Llvm;

/// <summary>
/// Owner of types, constants and metadata. A context with all that is made from it is used by one thread at a time.
/// </summary>
/// <remarks>Invariant of the unsafe code: the handle is alive from its creation to <see cref="Dispose"/>, which its one
/// owner calls after it has disposed the modules and builders of the context; arrays and texts are pinned while LLVM
/// reads them, and are passed with their length or end with a zero.</remarks>
public readonly unsafe record struct LLVMContextRef(nint Handle) : IDisposable
{
    public LLVMTypeRef VoidType => LLVM.VoidTypeInContext(this);

    public LLVMTypeRef Int1Type => GetIntType(1);

    public LLVMTypeRef Int8Type => GetIntType(8);

    public LLVMTypeRef Int16Type => GetIntType(16);

    public LLVMTypeRef Int32Type => GetIntType(32);

    public LLVMTypeRef Int64Type => GetIntType(64);

    public LLVMTypeRef HalfType => LLVM.HalfTypeInContext(this);

    public LLVMTypeRef FloatType => LLVM.FloatTypeInContext(this);

    public LLVMTypeRef DoubleType => LLVM.DoubleTypeInContext(this);

    /// <summary>The (opaque) pointer type.</summary>
    public LLVMTypeRef PointerType => LLVM.PointerTypeInContext(this, 0);

    /// <summary>A new context. The caller disposes it, after its modules and builders.</summary>
    public static LLVMContextRef Create()
    {
        LlvmLibrary.Initialize();
        return LLVM.ContextCreate();
    }

    /// <summary>
    /// The number of an intrinsic such as <c>llvm.ctpop</c>, 0 if there is none. The same for all contexts.
    /// </summary>
    public static uint LookupIntrinsicID(ReadOnlySpan<byte> name)
    {
        fixed (byte* text = name) return LLVM.LookupIntrinsicID(text, (nuint)name.Length);
    }

    /// <summary>
    /// The number of an enum attribute such as <c>nounwind</c>, 0 if there is none. The same for all contexts.
    /// </summary>
    public static uint GetEnumAttributeKindForName(ReadOnlySpan<byte> name)
    {
        fixed (byte* text = name) return LLVM.GetEnumAttributeKindForName(text, (nuint)name.Length);
    }

    /// <summary>
    /// Says whether names of local values are forgotten, which saves time; they only serve readers of the IR's text.
    /// </summary>
    public void SetDiscardValueNames(bool discard) => LLVM.ContextSetDiscardValueNames(this, discard ? 1 : 0);

    /// <summary>A new builder, positioned nowhere. The caller disposes it.</summary>
    public LLVMBuilderRef CreateBuilder() => LLVM.CreateBuilderInContext(this);

    /// <summary>A new empty module. The caller disposes it.</summary>
    public LLVMModuleRef CreateModuleWithName(ReadOnlySpan<byte> name)
    {
        fixed (byte* text = NativeText.Terminated(name)) return LLVM.ModuleCreateWithNameInContext(text, this);
    }

    /// <summary>Reads LLVM assembly language. The caller disposes the module.</summary>
    /// <exception cref="LlvmException">The text is not well formed; the message says where.</exception>
    internal LLVMModuleRef ParseIR(string text)
    {
        byte[] bytes = NativeText.Terminated(text);
        LLVMModuleRef module;
        byte* message = null;
        fixed (byte* data = bytes)
        {
            nuint length = (nuint)bytes.AsSpan().IndexOf((byte)0);
            LLVMMemoryBufferRef buffer = LLVM.CreateMemoryBufferWithMemoryRangeCopy(data, length, NativeText.Empty);
            if (LLVM.ParseIRInContext(this, buffer, &module, &message) != 0)
                throw new LlvmException(NativeText.Take(message));
        }
        return module;
    }

    /// <summary>The integer type of a width in bits.</summary>
    public LLVMTypeRef GetIntType(uint bits) => LLVM.IntTypeInContext(this, bits);

    /// <summary>A structure type without a name.</summary>
    public LLVMTypeRef GetStructType(ReadOnlySpan<LLVMTypeRef> elements, bool packed)
    {
        fixed (LLVMTypeRef* first = elements)
            return LLVM.StructTypeInContext(this, first, (uint)elements.Length, packed ? 1 : 0);
    }

    /// <summary>The type of an intrinsic's function, for <see cref="LLVMBuilderRef.BuildCall2"/>.</summary>
    public LLVMTypeRef GetIntrinsicType(uint id, ReadOnlySpan<LLVMTypeRef> overloads)
    {
        fixed (LLVMTypeRef* first = overloads)
            return LLVM.IntrinsicGetType(this, id, first, (nuint)overloads.Length);
    }

    /// <summary>A new block at the end of a function.</summary>
    public LLVMBasicBlockRef AppendBasicBlock(LLVMValueRef function, ReadOnlySpan<byte> name = default)
    {
        LLVMBasicBlockRef block = LLVM.AppendBasicBlockInContext(this, function, NativeText.Empty);
        if (!name.IsEmpty) block.AsValue().SetName(name);
        return block;
    }

    /// <summary>A new block before another one.</summary>
    public LLVMBasicBlockRef InsertBasicBlock(LLVMBasicBlockRef before, ReadOnlySpan<byte> name = default)
    {
        LLVMBasicBlockRef block = LLVM.InsertBasicBlockInContext(this, before, NativeText.Empty);
        if (!name.IsEmpty) block.AsValue().SetName(name);
        return block;
    }

    /// <summary>The number of a kind of metadata, such as <c>prof</c>.</summary>
    public uint GetMDKindID(ReadOnlySpan<byte> name)
    {
        fixed (byte* text = name) return LLVM.GetMDKindIDInContext(this, text, (uint)name.Length);
    }

    /// <summary>A metadata string.</summary>
    public LLVMMetadataRef GetMDString(ReadOnlySpan<byte> text)
    {
        fixed (byte* first = text) return LLVM.MDStringInContext2(this, first, (nuint)text.Length);
    }

    /// <summary>A metadata node.</summary>
    public LLVMMetadataRef GetMDNode(ReadOnlySpan<LLVMMetadataRef> operands)
    {
        fixed (LLVMMetadataRef* first = operands)
            return LLVM.MDNodeInContext2(this, first, (nuint)operands.Length);
    }

    /// <summary>Metadata as an argument of an intrinsic, or for <see cref="LLVMValueRef.SetMetadata"/>.</summary>
    public LLVMValueRef MetadataAsValue(LLVMMetadataRef metadata) => LLVM.MetadataAsValue(this, metadata);

    /// <summary>An enum attribute; <paramref name="value"/> is 0 for those without one.</summary>
    public LLVMAttributeRef CreateEnumAttribute(uint kind, ulong value) =>
        LLVM.CreateEnumAttribute(this, kind, value);

    /// <summary>An attribute that has a type as its value, such as <c>byval</c>.</summary>
    public LLVMAttributeRef CreateTypeAttribute(uint kind, LLVMTypeRef type) =>
        LLVM.CreateTypeAttribute(this, kind, type);

    /// <summary>A string attribute; <paramref name="value"/> may be empty.</summary>
    public LLVMAttributeRef CreateStringAttribute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        fixed (byte* keyText = key)
        fixed (byte* valueText = value)
            return LLVM.CreateStringAttribute(this, keyText, (uint)key.Length, valueText, (uint)value.Length);
    }

    /// <summary>Frees the context and what it owns.</summary>
    public void Dispose() => LLVM.ContextDispose(this);
}
