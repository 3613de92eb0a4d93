using Emu.Linux.Files;
using Emu.Linux.Syscalls;

namespace Emu.Linux;

/// <content>What the process tells about itself: in /proc, by uname and limits. Who loads the program fills it
/// in.</content>
public sealed partial class LinuxProcess
{
    /// <summary>The program's file: an absolute path without links, which /proc/self/exe names.</summary>
    public byte[] ProgramPath { get; set; } = [];

    /// <summary>The auxiliary vector as it is on the first stack.</summary>
    public byte[] AuxiliaryVector { get; set; } = [];

    /// <summary>Where the first stack pointer was, for /proc/self/stat.</summary>
    public ulong StackStart { get; set; }

    /// <summary>Kernel release that uname tells (<c>-r</c>); null is the host's.</summary>
    public string? KernelRelease { get; set; }

    /// <summary>Writes the address space as /proc/self/maps shows it.</summary>
    public Action<Stream>? WriteMaps { get; set; }

    /// <summary>Makes stores made so far visible to all fetches; the engine's part of
    /// <c>riscv_flush_icache</c>.</summary>
    public Action<LinuxThread>? FlushInstructions { get; set; }

    /// <summary>Descriptors that are the emulator's and not the program's.</summary>
    public ReservedDescriptors Reserved { get; } = new();

    /// <summary>Limits that are the guest's and not the emulator's.</summary>
    internal GuestLimits Limits { get; } = new();
}
