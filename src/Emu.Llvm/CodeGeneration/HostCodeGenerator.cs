using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Emu.Llvm.Interop;

namespace Emu.Llvm.CodeGeneration;

/// <summary>
/// Makes position-independent code for this host's CPU out of modules. Used by one thread at a time; each compile
/// thread has its own. The same module gives the same bytes, in every process on the same kind of CPU.
/// </summary>
/// <remarks>
/// Invariant of the unsafe code: <see cref="self"/> is alive as long as a context can report to it, which is until
/// <see cref="Dispose"/>; contexts are disposed before their generator.
/// </remarks>
public sealed unsafe class HostCodeGenerator : IDisposable
{
    private readonly LLVMTargetMachineRef machine;
    private readonly LLVMTargetDataRef layout;
    private readonly LLVMPassBuilderOptionsRef passOptions;
    private readonly GCHandle self;
    private string? reported;

    /// <exception cref="LlvmException">LLVM is not installed, or cannot generate code for this host.</exception>
    public HostCodeGenerator(CodeGenerationOptions options)
    {
        Options = options;
        machine = LlvmLibrary.HostTarget.CreateTargetMachine(
            LlvmLibrary.HostTriple, LlvmLibrary.HostCpuName, LlvmLibrary.HostCpuFeatures,
            options.Level, LLVMRelocMode.LLVMRelocPIC, LLVMCodeModel.LLVMCodeModelSmall);
        layout = machine.CreateTargetDataLayout();
        passOptions = LLVMPassBuilderOptionsRef.Create();
        self = GCHandle.Alloc(this);
    }

    /// <summary>What the code is generated with.</summary>
    public CodeGenerationOptions Options { get; }

    /// <summary>Tries a pipeline on an empty module, for what a user has written.</summary>
    /// <exception cref="LlvmException">The passes' names are wrong.</exception>
    public static void CheckPasses(string passes)
    {
        using HostCodeGenerator generator = new(CodeGenerationOptions.Fast with { Passes = passes });
        using LLVMContextRef context = generator.CreateContext();
        using LLVMModuleRef module = context.CreateModuleWithName("empty"u8);
        generator.Prepare(module);
        generator.Optimize(module);
    }

    /// <summary>
    /// A context whose errors become exceptions of <see cref="Emit"/>; in any other context they end the process.
    /// The caller disposes it, before this generator.
    /// </summary>
    public LLVMContextRef CreateContext()
    {
        LLVMContextRef context = LLVMContextRef.Create();
        LLVM.ContextSetDiagnosticHandler(context, &Report, GCHandle.ToIntPtr(self));
        return context;
    }

    /// <summary>Tells a new module what it is compiled for.</summary>
    public void Prepare(LLVMModuleRef module)
    {
        module.SetTarget(LlvmLibrary.HostTriple);
        module.SetDataLayout(layout);
    }

    /// <summary>Runs the passes; to be followed by <see cref="Emit"/>.</summary>
    /// <exception cref="LlvmException">The passes' names are wrong.</exception>
    public void Optimize(LLVMModuleRef module) => module.RunPasses(Options.Passes, machine, passOptions);

    /// <summary>Generates code for a module that defines one function.</summary>
    /// <exception cref="LlvmException">LLVM refused the module.</exception>
    /// <exception cref="ObjectCodeException">The code would need something outside of itself.</exception>
    public ObjectCode Emit(LLVMModuleRef module)
    {
        reported = null;
        using LLVMMemoryBufferRef buffer =
            machine.EmitToMemoryBuffer(module, LLVMCodeGenFileType.LLVMObjectFile);
        if (reported != null) throw new LlvmException(reported);
        return ObjectCode.From(buffer.Bytes);
    }

    /// <summary><see cref="Optimize"/>, then <see cref="Emit"/>.</summary>
    public ObjectCode Generate(LLVMModuleRef module)
    {
        Optimize(module);
        return Emit(module);
    }

    /// <summary>Frees the target machine.</summary>
    public void Dispose()
    {
        passOptions.Dispose();
        layout.Dispose();
        machine.Dispose();
        self.Free();
    }

    // The first error is the cause of the others. Warnings and remarks say nothing about the code's correctness.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Report(nint diagnostic, nint generator)
    {
        if (LLVM.GetDiagInfoSeverity(diagnostic) != LLVMDiagnosticSeverity.LLVMDSError) return;
        if (GCHandle.FromIntPtr(generator).Target is HostCodeGenerator target)
            target.reported ??= NativeText.Take(LLVM.GetDiagInfoDescription(diagnostic));
    }
}
