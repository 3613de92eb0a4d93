using Emu.Linux.Abi;
using Emu.Linux.Syscalls;

namespace Emu.Linux;

/// <summary>What a guest's project brings so that its programs can be run.</summary>
public sealed record LinuxGuest
{
    /// <summary>What Linux on the architecture lays down for programs.</summary>
    public required LinuxAbi Abi { get; init; }

    /// <summary>System calls that the architecture has beside the generic ones, or instead of them.</summary>
    public required IReadOnlyList<SyscallRow> OwnCalls { get; init; }

    /// <summary>The directory below which absolute paths are looked for when the user names none, as in QEMU.</summary>
    public required string DefaultSysroot { get; init; }
}
