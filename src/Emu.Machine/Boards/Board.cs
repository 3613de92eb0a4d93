using Emu.Core.Memory;

namespace Emu.Machine.Boards;

/// <summary>A machine's hardware as data.</summary>
public sealed record Board
{
    /// <summary>The name for <c>-machine</c>.</summary>
    public required string Name { get; init; }

    /// <summary>One line for <c>-machine help</c>.</summary>
    public required string Description { get; init; }

    /// <summary>The root's <c>compatible</c>.</summary>
    public required string Compatible { get; init; }

    /// <summary>The root's <c>model</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Bus address of RAM.</summary>
    public required PhysicalAddress RamStart { get; init; }

    /// <summary>Bus address of the mask ROM in which CPUs start.</summary>
    public required PhysicalAddress ResetVector { get; init; }

    /// <summary>Bytes of that ROM.</summary>
    public required ulong ResetRomSize { get; init; }

    /// <summary>Bus address of the flash that firmware starts in when the user fills it; null when there is none.</summary>
    public PhysicalAddress? FlashStart { get; init; }

    /// <summary>Most CPUs that the interrupt controllers have registers for.</summary>
    public required int MaximumCpus { get; init; }

    /// <summary>All devices; the interrupt controller comes before those that are wired to it.</summary>
    public required IReadOnlyList<BoardDevice> Devices { get; init; }

    /// <summary>Serial ports that are there when the user has connected more than one, in their order.</summary>
    public IReadOnlyList<BoardDevice> FurtherSerialPorts { get; init; } = [];
}
