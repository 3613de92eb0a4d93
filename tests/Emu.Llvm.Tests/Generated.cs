using Emu.Llvm.CodeGeneration;

namespace Emu.Llvm.Tests;

/// <summary>What LLVM makes of modules that are given as text.</summary>
internal static class Generated
{
    /// <summary>The code of the one function that the text defines.</summary>
    public static ObjectCode Code(string text, CodeGenerationOptions? options = null)
    {
        using HostCodeGenerator generator = new(options ?? CodeGenerationOptions.Fast);
        using LLVMContextRef context = generator.CreateContext();
        using LLVMModuleRef module = context.ParseIR(text);
        generator.Prepare(module);
        return generator.Generate(module);
    }

    /// <summary>The object file that LLVM writes before the code is taken out of it.</summary>
    public static byte[] Object(string text)
    {
        using LLVMContextRef context = LLVMContextRef.Create();
        using LLVMModuleRef module = context.ParseIR(text);
        using LLVMTargetMachineRef machine = LlvmLibrary.HostTarget.CreateTargetMachine(LlvmLibrary.HostTriple,
            LlvmLibrary.HostCpuName, LlvmLibrary.HostCpuFeatures, LLVMCodeGenOptLevel.LLVMCodeGenLevelDefault,
            LLVMRelocMode.LLVMRelocPIC, LLVMCodeModel.LLVMCodeModelSmall);
        using LLVMTargetDataRef layout = machine.CreateTargetDataLayout();
        module.SetTarget(LlvmLibrary.HostTriple);
        module.SetDataLayout(layout);
        using LLVMMemoryBufferRef buffer = machine.EmitToMemoryBuffer(module, LLVMCodeGenFileType.LLVMObjectFile);
        return buffer.Bytes.ToArray();
    }
}
