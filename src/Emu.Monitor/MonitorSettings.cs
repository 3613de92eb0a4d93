using Emu.Core.Logging;
using Emu.Isa;
using Emu.Machine.Boards;
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

    /// <summary>The machines that there are; the first one is there when the user does not say.</summary>
    public required IReadOnlyList<Board> Boards { get; init; }

    /// <summary>What the type of a CPU is called when the user does not choose another.</summary>
    public required string CpuType { get; init; }

    /// <summary>The groups of options that the command line has.</summary>
    public IReadOnlyList<OptionGroupInfo> OptionGroups { get; init; } = [];

    /// <summary>The registers of a CPU that stands still.</summary>
    public required Func<Cpu, IReadOnlyList<(string Name, ulong Value, bool IsGeneral)>> ReadRegisters { get; init; }

    /// <summary>What the page tables of a CPU that stands still map, as lines for people, of ranges or (true) of pages, or null without paging. Null for guests whose
    /// tables are not shown.</summary>
    public Func<Cpu, bool, IReadOnlyList<string>?>? DescribeMappings { get; init; }

    /// <summary>The items of the log, by name, with what help says of them.</summary>
    public required IReadOnlyList<(string Name, LogItems Item, string Description)> LogItems { get; init; }

    /// <summary>What is logged until a user changes that.</summary>
    public LogItems EnabledLogItems { get; init; }

    /// <summary>Where the log is written until a user changes that.</summary>
    public TextWriter LogWriter { get; init; } = Console.Error;

    /// <summary>The path of a CPU in the tree of objects.</summary>
    public required Func<int, string> CpuPath { get; init; }
}
