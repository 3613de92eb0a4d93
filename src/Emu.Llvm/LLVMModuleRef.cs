using Emu.Llvm.Interop;

namespace Emu.Llvm;

/// <summary>A unit of compilation: functions and variables. Disposed before its context.</summary>
/// <remarks>Invariant of the unsafe code: the handle is alive from its creation to <see cref="Dispose"/>, which its one
/// owner calls before it disposes the context; texts are pinned while LLVM reads them and end with a zero, arrays are
/// passed with their length, and messages that LLVM allocates are copied and freed before a method returns.</remarks>
public readonly unsafe record struct LLVMModuleRef(nint Handle) : IDisposable
{
    /// <summary>Sets what the module is compiled for, such as <c>x86_64-pc-linux-gnu</c>.</summary>
    public void SetTarget(string triple)
    {
        fixed (byte* text = NativeText.Terminated(triple)) LLVM.SetTarget(this, text);
    }

    /// <summary>Sets the sizes and alignments of types; has to be the target machine's.</summary>
    public void SetDataLayout(LLVMTargetDataRef layout) => LLVM.SetModuleDataLayout(this, layout);

    /// <summary>Declares a function; appending a block to it makes it a definition.</summary>
    public LLVMValueRef AddFunction(ReadOnlySpan<byte> name, LLVMTypeRef type)
    {
        fixed (byte* text = NativeText.Terminated(name)) return LLVM.AddFunction(this, text, type);
    }

    /// <summary>Finds a function; a null handle if there is none of that name.</summary>
    public LLVMValueRef GetNamedFunction(ReadOnlySpan<byte> name)
    {
        fixed (byte* text = NativeText.Terminated(name)) return LLVM.GetNamedFunction(this, text);
    }

    /// <summary>Declares a global variable.</summary>
    public LLVMValueRef AddGlobal(LLVMTypeRef type, ReadOnlySpan<byte> name)
    {
        fixed (byte* text = NativeText.Terminated(name)) return LLVM.AddGlobal(this, type, text);
    }

    /// <summary>
    /// The declaration of an intrinsic in this module. <paramref name="overloads"/> are the types that an overloaded
    /// name is completed with. Look the number up once with <see cref="LLVMContextRef.LookupIntrinsicID"/>.
    /// </summary>
    public LLVMValueRef GetIntrinsicDeclaration(uint id, ReadOnlySpan<LLVMTypeRef> overloads)
    {
        fixed (LLVMTypeRef* first = overloads)
            return LLVM.GetIntrinsicDeclaration(this, id, first, (nuint)overloads.Length);
    }

    /// <summary>Whether the module is well formed; if not, <paramref name="message"/> says why.</summary>
    public bool TryVerify(out string message)
    {
        byte* text = null;
        bool broken =
            LLVM.VerifyModule(this, LLVMVerifierFailureAction.LLVMReturnStatusAction, &text) != 0;
        message = NativeText.Take(text);
        return !broken;
    }

    /// <summary>
    /// Runs optimisation passes, named as for <c>opt -passes=</c>, such as <c>default&lt;O2&gt;</c>.
    /// </summary>
    /// <exception cref="LlvmException">The text names no pipeline.</exception>
    public void RunPasses(string passes, LLVMTargetMachineRef machine, LLVMPassBuilderOptionsRef options)
    {
        nint error;
        fixed (byte* text = NativeText.Terminated(passes)) error = LLVM.RunPasses(this, text, machine, options);
        if (error == 0) return;
        byte* message = LLVM.GetErrorMessage(error);
        string copy = new((sbyte*)message);
        LLVM.DisposeErrorMessage(message);
        throw new LlvmException($"the passes '{passes}' cannot be run: {copy}");
    }

    /// <summary>The module as LLVM assembly language.</summary>
    public string PrintToString() => NativeText.Take(LLVM.PrintModuleToString(this));

    /// <inheritdoc/>
    public override string ToString() => PrintToString();

    /// <summary>Frees the module and all it contains.</summary>
    public void Dispose() => LLVM.DisposeModule(this);
}
