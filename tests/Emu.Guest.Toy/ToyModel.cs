using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Isa;

namespace Emu.Guest.Toy;

/// <summary>What toy CPUs consist of.</summary>
public sealed record ToyModel : CpuModel
{
    /// <summary>What they have.</summary>
    public ToyFeatures Has { get; init; } = ToyFeatures.Vectors;

    /// <inheritdoc/>
    public override GuestArchitecture Architecture => ToyArchitecture.Instance;

    /// <inheritdoc/>
    public override Features Features => new((ulong)Has);

    /// <inheritdoc/>
    public override Cpu CreateCpu(int id, AddressMap memory, EventLoop events) => new ToyCpu(id, this, memory);
}
