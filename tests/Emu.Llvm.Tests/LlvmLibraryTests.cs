namespace Emu.Llvm.Tests;

public sealed class LlvmLibraryTests
{
    [Fact]
    public void The_library_is_the_version_that_the_executable_is_linked_with() =>
        Assert.StartsWith("19.1.", LlvmLibrary.Version);

    [Fact]
    public void The_host_has_a_target_a_cpu_and_features()
    {
        Assert.Equal("x86-64", LlvmLibrary.HostTarget.Name);
        Assert.StartsWith("x86_64-", LlvmLibrary.HostTriple);
        Assert.NotEmpty(LlvmLibrary.HostCpuName);
        Assert.Contains("+sse2", LlvmLibrary.HostCpuFeatures);
    }

    [Fact]
    public void A_triple_without_a_target_is_refused_with_its_name()
    {
        LlvmException error = Assert.Throws<LlvmException>(() => LLVMTargetRef.GetTargetFromTriple("vax-dec-vms"));
        Assert.Contains("vax-dec-vms", error.Message);
    }

    [Fact]
    public void An_unknown_pass_is_refused_with_its_name()
    {
        using IrBuilder ir = new();
        using LLVMPassBuilderOptionsRef options = LLVMPassBuilderOptionsRef.Create();
        LlvmException error =
            Assert.Throws<LlvmException>(() => ir.Module.RunPasses("make-faster", default, options));
        Assert.Contains("make-faster", error.Message);
    }
}
