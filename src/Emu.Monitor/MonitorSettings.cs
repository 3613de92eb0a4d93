using Emu.Monitor.Commands;

namespace Emu.Monitor;

/// <summary>What monitors say of the emulator, which the machine does not know.</summary>
public sealed record MonitorSettings
{
    /// <summary>The version that clients get.</summary>
    public required VersionInfo Version { get; init; }

    /// <summary><c>-name</c>; null for none.</summary>
    public string? GuestName { get; init; }

    /// <summary>The guest's architecture, as the commands of QEMU's name end.</summary>
    public required string Architecture { get; init; }

    /// <summary>The machines that there are.</summary>
    public required IReadOnlyList<MachineInfo> Machines { get; init; }

    /// <summary>The path of a CPU in the tree of objects.</summary>
    public required Func<int, string> CpuPath { get; init; }
}
