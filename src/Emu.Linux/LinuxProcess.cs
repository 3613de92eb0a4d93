using Emu.Linux.Memory;

namespace Emu.Linux;

/// <summary>A guest process: what its threads share, as the kernel has it.</summary>
public sealed partial class LinuxProcess
{
    public LinuxProcess(UserOptions options, GuestMemory memory)
    {
        Options = options;
        Memory = memory;
    }

    /// <summary>How the emulator was started.</summary>
    public UserOptions Options { get; }

    /// <summary>The address space.</summary>
    public GuestMemory Memory { get; }
}
