using Emu.Linux.Abi;
using Emu.Linux.Memory;

namespace Emu.Linux.Processes;

/// <summary>A guest process: what its threads share, as the kernel has it.</summary>
/// <remarks>Invariant of the unsafe code: the host gets a checked address of the program's, a page that is disposed
/// after the child has ended or let go of it, or a pinned text, each for the length of a call.</remarks>
public sealed partial class LinuxProcess
{
    /// <param name="abi">What the architecture lays down for the program.</param>
    /// <param name="options">How the emulator was started.</param>
    /// <param name="memory">The address space.</param>
    /// <param name="calls">Serves the program's system calls.</param>
    internal LinuxProcess(LinuxAbi abi, UserOptions options, GuestMemory memory, ISystemCalls calls)
    {
        Abi = abi;
        Options = options;
        Memory = memory;
        Calls = calls;
        Limits = new GuestLimits(memory);
    }

    /// <summary>How the emulator was started.</summary>
    public UserOptions Options { get; }

    /// <summary>What the architecture lays down for the program.</summary>
    public LinuxAbi Abi { get; }

    /// <summary>The address space.</summary>
    public GuestMemory Memory { get; }

    /// <summary>Serves the program's system calls.</summary>
    internal ISystemCalls Calls { get; }

    /// <summary>What the process has registered for with membarrier(2). A forked child has it too.</summary>
    internal BarrierRegistrations BarrierRegistrations { get; } = new();
}
