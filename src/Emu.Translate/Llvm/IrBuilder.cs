using Emu.Llvm;

namespace Emu.Translate.Llvm;

/// <summary>Adds LLVM instructions to one function: what the translator needs beyond <see
/// cref="LLVMBuilderRef"/>.</summary>
/// <remarks>Guest values have no way to carry it along (a constant comes from nothing), so that the one in use is the
/// thread's <see cref="Current"/>.</remarks>
internal sealed class IrBuilder : IDisposable
{
    private const uint LikelyWeight = 2000, UnlikelyWeight = 1;

    [ThreadStatic] private static IrBuilder? current;

    private readonly uint profileKind;
    private readonly Dictionary<(uint Id, LLVMTypeRef First, LLVMTypeRef Second), LLVMValueRef> declarations = [];

    public IrBuilder(LLVMContextRef context, LLVMModuleRef module)
    {
        Context = context;
        Module = module;
        Builder = context.CreateBuilder();
        Types = new IrTypes(context);
        False = LLVMValueRef.CreateConstInt(Types.I1, 0);
        profileKind = context.GetMDKindID("prof"u8);
        current = this;
    }

    /// <summary>The one that this thread translates with.</summary>
    public static IrBuilder Current =>
        current ?? throw new InvalidOperationException("This thread is not translating anything.");

    public LLVMContextRef Context { get; }

    public LLVMModuleRef Module { get; }

    public LLVMBuilderRef Builder { get; }

    public IrTypes Types { get; }

    /// <summary>The <c>i1</c> that is 0.</summary>
    public LLVMValueRef False { get; }

    /// <summary>Writes operations on vectors into the function.</summary>
    public VectorWriter Vectors { get; set; } = null!;

    /// <summary>The function that blocks are added to.</summary>
    public LLVMValueRef Function { get; set; }

    public LLVMValueRef Constant(ulong value) => LLVMValueRef.CreateConstInt(Types.I64, value);

    public LLVMValueRef Constant8(byte value) => LLVMValueRef.CreateConstInt(Types.I8, value);

    public LLVMValueRef Constant32(uint value) => LLVMValueRef.CreateConstInt(Types.I32, value);

    public LLVMBasicBlockRef NewBlock() => Context.AppendBasicBlock(Function);

    /// <summary>The address some bytes behind a pointer.</summary>
    public LLVMValueRef Offset(LLVMValueRef pointer, LLVMValueRef bytes) =>
        Builder.BuildInBoundsGEP2(Types.I8, pointer, bytes);

    public LLVMValueRef LoadField(LLVMTypeRef type, LLVMValueRef pointer, int offset) =>
        Builder.BuildLoad2(type, Offset(pointer, Constant((ulong)offset)));

    public LLVMValueRef StoreField(LLVMValueRef value, LLVMValueRef pointer, int offset) =>
        Builder.BuildStore(value, Offset(pointer, Constant((ulong)offset)));

    public LLVMValueRef IsEqual(LLVMValueRef left, LLVMValueRef right) =>
        Builder.BuildICmp(LLVMIntPredicate.LLVMIntEQ, left, right);

    /// <summary>Branches, expecting that the condition holds.</summary>
    public void BranchLikely(LLVMValueRef condition, LLVMBasicBlockRef then, LLVMBasicBlockRef otherwise) =>
        Branch(condition, then, otherwise, LikelyWeight, UnlikelyWeight);

    /// <summary>Branches with a hint how often each way is taken.</summary>
    public void Branch(
        LLVMValueRef condition, LLVMBasicBlockRef then, LLVMBasicBlockRef otherwise, uint thenWeight,
        uint otherwiseWeight)
    {
        LLVMMetadataRef node = Context.GetMDNode(
        [
            Context.GetMDString("branch_weights"u8), Constant32(thenWeight).AsMetadata(),
            Constant32(otherwiseWeight).AsMetadata(),
        ]);
        Builder.BuildCondBr(condition, then, otherwise).SetMetadata(profileKind, Context.MetadataAsValue(node));
    }

    /// <summary>Calls an intrinsic that one type chooses.</summary>
    public LLVMValueRef Intrinsic(
        ReadOnlySpan<byte> name, LLVMTypeRef type, ReadOnlySpan<LLVMValueRef> arguments) =>
        Intrinsic(name, type, default, arguments);

    /// <summary>Calls an intrinsic that two types choose, or one when the second is left out, or none.</summary>
    public LLVMValueRef Intrinsic(
        ReadOnlySpan<byte> name, LLVMTypeRef first, LLVMTypeRef second, ReadOnlySpan<LLVMValueRef> arguments)
    {
        uint id = LLVMContextRef.LookupIntrinsicID(name);
        ReadOnlySpan<LLVMTypeRef> overloads = first == default ? [] : second == default ? [first] : [first, second];
        if (!declarations.TryGetValue((id, first, second), out LLVMValueRef declaration))
        {
            declaration = Module.GetIntrinsicDeclaration(id, overloads);
            declarations.Add((id, first, second), declaration);
        }

        return Builder.BuildCall2(Context.GetIntrinsicType(id, overloads), declaration, arguments);
    }

    public void Dispose()
    {
        current = null;
        Builder.Dispose();
    }
}
