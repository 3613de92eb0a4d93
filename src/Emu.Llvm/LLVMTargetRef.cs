using Emu.Llvm.Interop;

namespace Emu.Llvm;

/// <summary>A code generator that is registered with LLVM. Lives as long as the process.</summary>
/// <remarks>Invariant of the unsafe code: the handle is a static object of LLVM's; texts are pinned while LLVM reads
/// them and end with a zero, LLVM writes its results to local variables, and a message that it allocates is copied and
/// freed.</remarks>
public readonly unsafe record struct LLVMTargetRef(nint Handle)
{
    /// <summary>The generator's name, such as <c>x86-64</c>.</summary>
    public string Name => new((sbyte*)LLVM.GetTargetName(this));

    /// <summary>The generator for a triple.</summary>
    /// <exception cref="LlvmException">None is registered for it.</exception>
    public static LLVMTargetRef GetTargetFromTriple(string triple)
    {
        LlvmLibrary.Initialize();
        LLVMTargetRef target;
        byte* message = null;
        fixed (byte* text = NativeText.Terminated(triple))
            if (LLVM.GetTargetFromTriple(text, &target, &message) != 0)
                throw new LlvmException(NativeText.Take(message));
        return target;
    }

    /// <summary>A machine to generate code for. The caller disposes it.</summary>
    /// <exception cref="LlvmException">The generator does not know such a machine.</exception>
    public LLVMTargetMachineRef CreateTargetMachine(string triple, string cpu, string features,
        LLVMCodeGenOptLevel level, LLVMRelocMode relocation, LLVMCodeModel codeModel)
    {
        fixed (byte* tripleText = NativeText.Terminated(triple))
        fixed (byte* cpuText = NativeText.Terminated(cpu))
        fixed (byte* featureText = NativeText.Terminated(features))
        {
            LLVMTargetMachineRef machine =
                LLVM.CreateTargetMachine(this, tripleText, cpuText, featureText, level, relocation, codeModel);
            return machine.Handle != 0 ? machine : throw new LlvmException($"LLVM has no machine {triple} {cpu}");
        }
    }
}
