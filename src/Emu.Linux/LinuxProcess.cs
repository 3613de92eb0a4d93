using Emu.Linux.Abi;
using Emu.Linux.Memory;
using Emu.Linux.Processes;
using Emu.Linux.Syscalls;

namespace Emu.Linux;

/// <summary>A guest process: what its threads share, as the kernel has it.</summary>
public sealed partial class LinuxProcess
{
    public LinuxProcess(UserOptions options, GuestMemory memory)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        Memory = memory;
        Abi = options.Guest.Abi;
        Calls = new SyscallTable(options.Guest);
        Limits = new GuestLimits(memory);
    }

    /// <summary>How the emulator was started.</summary>
    public UserOptions Options { get; }

    /// <summary>What the architecture lays down for the program.</summary>
    public LinuxAbi Abi { get; }

    /// <summary>The address space.</summary>
    public GuestMemory Memory { get; }

    /// <summary>The system calls of the guest's architecture.</summary>
    internal SyscallTable Calls { get; }

    /// <summary>What the process has registered for with membarrier(2). A forked child has it too.</summary>
    internal BarrierRegistrations BarrierRegistrations { get; } = new();
}
