using Emu.Engine.Cache;
using Emu.Engine.Translator;
using Emu.Guest.RiscV;
using Emu.Llvm;

namespace Emu.Engine.Tiering;

/// <summary>What this emulator on this host makes code for.</summary>
public static class HostEnvironment
{
    /// <summary>The environment that code is filed under.</summary>
    /// <param name="extensions">Instruction sets of the guest's CPUs.</param>
    /// <param name="options">What the user has changed.</param>
    /// <exception cref="LlvmException">LLVM is not installed.</exception>
    public static CacheEnvironment Of(Extensions extensions, TranslatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return CacheEnvironment.For(
            new IsaOptions() { Extensions = extensions }, $"{LlvmLibrary.HostCpuName} {LlvmLibrary.HostCpuFeatures}",
            LlvmLibrary.Version, options.Text);
    }
}
