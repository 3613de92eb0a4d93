using Emu.Isa;

namespace Emu.Guest.RiscV;

/// <summary>64-bit RISC-V.</summary>
public sealed class RiscVArchitecture : GuestArchitecture
{
    private RiscVArchitecture()
    {
    }

    /// <summary>The one object.</summary>
    public static RiscVArchitecture Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "riscv64";

    /// <inheritdoc/>
    public override ushort ElfMachine => 243;

    /// <inheritdoc/>
    public override string Describe(Features features) => ((Extensions)features.Low).ToString("F");

    /// <inheritdoc/>
    public override bool TryReadFeatures(string text, out Features features)
    {
        bool known = Enum.TryParse(text, out Extensions extensions);
        features = FeaturesOf(extensions);
        return known;
    }

    /// <summary>Extensions as the set that shared projects carry.</summary>
    public static Features FeaturesOf(Extensions extensions) => new((uint)extensions);
}
