using Emu.Llvm.Interop;

namespace Emu.Llvm;

/// <summary>Options for a run of passes.</summary>
public readonly record struct LLVMPassBuilderOptionsRef(nint Handle) : IDisposable
{
    /// <summary>Options at their defaults. The caller disposes them.</summary>
    public static LLVMPassBuilderOptionsRef Create()
    {
        LlvmLibrary.Initialize();
        return LLVM.CreatePassBuilderOptions();
    }

    /// <summary>Whether the module is verified after each pass (slow; for debugging).</summary>
    public void SetVerifyEach(bool value) => LLVM.PassBuilderOptionsSetVerifyEach(this, value ? 1 : 0);

    /// <summary>Whether loops may be vectorised.</summary>
    public void SetLoopVectorization(bool value) => LLVM.PassBuilderOptionsSetLoopVectorization(this, value ? 1 : 0);

    /// <summary>Whether straight-line code may be vectorised.</summary>
    public void SetSLPVectorization(bool value) => LLVM.PassBuilderOptionsSetSLPVectorization(this, value ? 1 : 0);

    /// <summary>Whether loops may be unrolled.</summary>
    public void SetLoopUnrolling(bool value) => LLVM.PassBuilderOptionsSetLoopUnrolling(this, value ? 1 : 0);

    /// <summary>Frees the options.</summary>
    public void Dispose() => LLVM.DisposePassBuilderOptions(this);
}
