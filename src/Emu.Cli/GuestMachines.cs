using Emu.Isa;
using Emu.Machine.Boards;

namespace Emu.Cli;

/// <summary>The machines of one guest architecture as the command line offers them.</summary>
internal sealed record GuestMachines
{
    /// <summary>The machines; the first one is there when the user does not say.</summary>
    public required IReadOnlyList<Board> Boards { get; init; }

    /// <summary>What help calls the firmware inside the emulator.</summary>
    public required string BuiltInFirmware { get; init; }

    /// <summary>The mode that other firmware starts in, for help.</summary>
    public required string FirmwareMode { get; init; }

    /// <summary>The path of a CPU in a machine's tree of objects, by its number.</summary>
    public required Func<int, string> CpuPath { get; init; }

    /// <summary>The registers of a CPU that stands still, for people: names, values, and which belong to a bank.</summary>
    public required Func<Cpu, IReadOnlyList<(string Name, ulong Value, bool IsGeneral)>> ReadRegisters { get; init; }

    /// <summary>What the page tables of a CPU that stands still map, as lines for people, of ranges or (true) of pages, or null without paging. Null for guests whose
    /// tables are not shown.</summary>
    public Func<Cpu, bool, IReadOnlyList<string>?>? DescribeMappings { get; init; }

    /// <summary>What the type of a CPU is called when the user does not choose another.</summary>
    public required string CpuType { get; init; }
}
