using Emu.Linux.Abi;
using Emu.Linux.Memory;
using Emu.Linux.Processes;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Syscalls;

/// <summary>
/// <c>prctl</c>: the options that mean the same for the guest and the host process it is in. Those that would change
/// the emulator (its memory map, its system calls) or belong to another processor answer EINVAL, as an unknown option
/// does.
/// </summary>
internal static class ProcessControl
{
    private const int GetSeccomp = 21, NameSize = 16;

    private enum Form
    {
        /// <summary>Not served.</summary>
        Refused,

        /// <summary>All arguments are numbers.</summary>
        Numbers,

        /// <summary>The second argument points to an <c>int</c>.</summary>
        Integer,

        /// <summary>The second argument points to a thread's name.</summary>
        Name,
    }

    public static long Invoke(LinuxThread thread, SyscallArguments a)
    {
        int option = a.Int(0);
        // No filter is ever set.
        if (option == GetSeccomp) return 0;
        GuestMemory memory = thread.Process.Memory;
        ulong bits = memory.AddressBits;
        if (thread.Process.Abi.ProcessOptions?.Invoke(thread.Cpu, a, ref bits) is { } own)
        {
            memory.AddressBits = bits;
            return own;
        }

        ulong argument = a[1];
        switch (FormOf(option))
        {
            case Form.Refused:
                return -Errno.InvalidArgument;
            case Form.Integer:
                argument = HostCall.Pointer(memory, argument, sizeof(int));
                break;
            case Form.Name:
                argument = HostCall.Pointer(memory, argument, NameSize);
                break;
        }
        return HostCall.Invoke(thread, HostNumber.Prctl, mayWait: false, a[0], argument, a[2], a[3], a[4]);
    }

    private static Form FormOf(int option) => option switch
    {
        1 or 3 or 4 or 7 or 8 => Form.Numbers,      // PR_SET_PDEATHSIG, PR_[GS]ET_DUMPABLE, PR_[GS]ET_KEEPCAPS
        2 or 37 => Form.Integer,                    // PR_GET_PDEATHSIG, PR_GET_CHILD_SUBREAPER
        13 or 14 => Form.Numbers,                   // PR_[GS]ET_TIMING
        15 or 16 => Form.Name,                      // PR_[SG]ET_NAME
        23 or 24 or 27 or 28 => Form.Numbers,       // PR_CAPBSET_*, PR_[GS]ET_SECUREBITS
        29 or 30 or 31 or 32 => Form.Numbers,       // PR_[SG]ET_TIMERSLACK, PR_TASK_PERF_EVENTS_*
        33 or 34 or 36 or 38 or 39 => Form.Numbers, // PR_MCE_KILL*, PR_SET_CHILD_SUBREAPER, PR_[SG]ET_NO_NEW_PRIVS
        41 or 42 or 47 => Form.Numbers,             // PR_[SG]ET_THP_DISABLE, PR_CAP_AMBIENT
        52 or 53 or 57 or 58 => Form.Numbers,       // PR_[GS]ET_SPECULATION_CTRL, PR_[SG]ET_IO_FLUSHER
        0x59616d61 => Form.Numbers,                 // PR_SET_PTRACER
        _ => Form.Refused,
    };
}
