using Emu.Llvm.Interop;

namespace Emu.Llvm;

/// <summary>A CPU to generate code for, with the options of generation. Used by one thread at a time.</summary>
/// <remarks>Invariant of the unsafe code: the handle is alive from its creation to <see cref="Dispose"/>, which its one
/// owner calls; LLVM writes its results to local variables, and a message that it allocates is copied and freed before
/// a method returns.</remarks>
public readonly unsafe record struct LLVMTargetMachineRef(nint Handle) : IDisposable
{
    /// <summary>The sizes and alignments of this machine's types. The caller disposes it.</summary>
    public LLVMTargetDataRef CreateTargetDataLayout() => LLVM.CreateTargetDataLayout(this);

    /// <summary>Chooses fast instruction selection, which makes slower code in less time.</summary>
    public void SetFastISel(bool enable) => LLVM.SetTargetMachineFastISel(this, enable ? 1 : 0);

    /// <summary>Generates code from a module. The caller disposes the buffer.</summary>
    /// <exception cref="LlvmException">The code generator refused the module.</exception>
    public LLVMMemoryBufferRef EmitToMemoryBuffer(LLVMModuleRef module, LLVMCodeGenFileType fileType)
    {
        LLVMMemoryBufferRef buffer;
        byte* message = null;
        if (LLVM.TargetMachineEmitToMemoryBuffer(this, module, fileType, &message, &buffer) != 0)
            throw new LlvmException(NativeText.Take(message));
        return buffer;
    }

    /// <summary>Frees the machine.</summary>
    public void Dispose() => LLVM.DisposeTargetMachine(this);
}
