namespace Emu.Llvm.Tests;

/// <summary>A context, a module and a builder for one test, disposed in the right order.</summary>
internal sealed class IrBuilder : IDisposable
{
    public IrBuilder()
    {
        Context = LLVMContextRef.Create();
        Module = Context.CreateModuleWithName("test"u8);
        Builder = Context.CreateBuilder();
    }

    public LLVMContextRef Context { get; }

    public LLVMModuleRef Module { get; }

    public LLVMBuilderRef Builder { get; }

    /// <summary>Defines a function, and goes on in its first block.</summary>
    public LLVMValueRef Function(ReadOnlySpan<byte> name, LLVMTypeRef result,
        params ReadOnlySpan<LLVMTypeRef> parameters)
    {
        LLVMValueRef function = Module.AddFunction(name, LLVMTypeRef.CreateFunction(result, parameters));
        Builder.PositionAtEnd(Context.AppendBasicBlock(function, "entry"u8));
        return function;
    }

    /// <summary>The module's text, which has been verified.</summary>
    public string Text()
    {
        Assert.True(Module.TryVerify(out string message), message);
        return Module.PrintToString();
    }

    public void Dispose()
    {
        Builder.Dispose();
        Module.Dispose();
        Context.Dispose();
    }
}
