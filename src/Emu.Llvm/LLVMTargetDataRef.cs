using Emu.Llvm.Interop;

namespace Emu.Llvm;

/// <summary>The sizes and alignments of a target's types.</summary>
/// <remarks>Invariant of the unsafe code: the handle is alive from its creation to <see cref="Dispose"/>, which its one
/// owner calls; the text that LLVM allocates is copied and freed before a method returns.</remarks>
public readonly unsafe record struct LLVMTargetDataRef(nint Handle) : IDisposable
{
    /// <summary>LLVM's text for the layout.</summary>
    public override string ToString() => NativeText.Take(LLVM.CopyStringRepOfTargetData(this));

    /// <summary>Frees the layout.</summary>
    public void Dispose() => LLVM.DisposeTargetData(this);
}
