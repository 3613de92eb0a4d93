using Emu.Engine.Cache;
using Emu.Isa;
using Emu.Llvm;
using Emu.Translate.Llvm;

namespace Emu.Engine.Tiering;

/// <summary>What this emulator on this host makes code for.</summary>
public static class HostEnvironment
{
    /// <summary>The environment that code is filed under.</summary>
    /// <param name="guest">Architecture of the guest.</param>
    /// <param name="features">What its CPUs have.</param>
    /// <param name="options">What the user has changed.</param>
    /// <exception cref="LlvmException">LLVM is not installed.</exception>
    public static CacheEnvironment Of(GuestArchitecture guest, Features features, TranslatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return CacheEnvironment.For(
            guest, features, $"{LlvmLibrary.HostCpuName} {LlvmLibrary.HostCpuFeatures}",
            LlvmLibrary.Version, options.Text);
    }
}
