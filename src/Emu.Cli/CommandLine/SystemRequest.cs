using Emu.Core.Logging;
using Emu.Machine;

namespace Emu.Cli.CommandLine;

/// <summary>What the options of a system emulator ask for, checked as far as it goes without opening
/// anything.</summary>
internal sealed record SystemRequest
{
    /// <summary>Which guest's machine.</summary>
    public required EmulatedGuest Guest { get; init; }

    /// <summary>The guest's name, or null.</summary>
    public string? GuestName { get; init; }

    /// <summary>Which machine.</summary>
    public required MachineProperties Machine { get; init; }

    /// <summary>What it is made of and boots.</summary>
    public required MachineOptions Options { get; init; }

    /// <summary>What is logged.</summary>
    public LogItems LogItems { get; init; }

    /// <summary>Which events are written, and where to.</summary>
    public TraceWish Trace { get; init; } = new();

    /// <summary>Where to; null is standard error.</summary>
    public string? LogFile { get; init; }

    /// <summary>The machine's name for lists of processes, or null.</summary>
    public string? Name { get; init; }

    /// <summary>Gets the process's number, or null.</summary>
    public string? PidFile { get; init; }

    /// <summary>The machine runs in the background once it is ready.</summary>
    public bool IsDaemon { get; init; }

    /// <summary>What the process gives up before the guest starts.</summary>
    public required Confinement Confinement { get; init; }

    /// <summary>Messages begin with the time.</summary>
    public bool StampsMessages { get; init; }

    /// <summary>The guest's name in front of messages, or null.</summary>
    public string? NameInMessages { get; init; }

    /// <summary>Lines for the user about what is done otherwise than asked.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
