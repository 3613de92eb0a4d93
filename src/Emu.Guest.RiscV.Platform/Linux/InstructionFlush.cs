using Emu.Linux.Abi;
using Emu.Linux.Processes;
using Emu.Linux.Syscalls;
using static Emu.Linux.Syscalls.Arguments;
using static Emu.Linux.Syscalls.Serve;

namespace Emu.Guest.RiscV.Linux;

/// <summary><c>riscv_flush_icache</c>: what a program has stored is code from now on.</summary>
internal static class InstructionFlush
{
    /// <summary>The call's row.</summary>
    public static SyscallRow Row { get; } = By(259, "riscv_flush_icache", Flush, Hex, Hex, Hex);

    private static long Flush(LinuxThread thread, SyscallArguments a)
    {
        // The one flag, SYS_RISCV_FLUSH_ICACHE_LOCAL, allows less; all threads is always right.
        const ulong localOnly = 1;
        if ((a[2] & ~localOnly) != 0) return -Errno.InvalidArgument;
        thread.Process.Engine.FlushInstructions(thread.Runner);
        return 0;
    }
}
