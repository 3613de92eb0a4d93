using Emu.Core.Control;
using Emu.Isa;

namespace Emu.Machine.Boards;

/// <summary>What the user wants of a board.</summary>
public sealed record BoardSettings
{
    /// <summary>What each CPU is.</summary>
    public required CpuModel CpuModel { get; init; }

    /// <summary>Number of CPUs.</summary>
    public required int CpuCount { get; init; }

    /// <summary>Bytes of RAM.</summary>
    public required ulong MemorySize { get; init; }

    /// <summary>The device tree says that CPUs and memory belong to node 0.</summary>
    public required bool HasNumaNode { get; init; }

    /// <summary>The random bytes that the guest sees.</summary>
    public required GuestRandom Random { get; init; }
}
