using Emu.Engine.Cache;
using Emu.Isa;
using Emu.Llvm;
using Emu.Translate.Llvm;

namespace Emu.Engine.Tiering;

/// <summary>The environment of cached code that this emulator makes on this host.</summary>
public static class HostEnvironment
{
    /// <summary>The environment of code for a guest: part of the key of its cache file.</summary>
    /// <param name="guest">Architecture of the guest.</param>
    /// <param name="features">The instruction sets that its CPUs have.</param>
    /// <param name="options">The translator's options, as the user has changed them.</param>
    /// <exception cref="LlvmException">LLVM is not installed.</exception>
    public static CacheEnvironment Of(GuestArchitecture guest, Features features, TranslatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return CacheEnvironment.For(
            guest, features, $"{LlvmLibrary.HostCpuName} {LlvmLibrary.HostCpuFeatures}",
            LlvmLibrary.Version, options.Text);
    }
}
