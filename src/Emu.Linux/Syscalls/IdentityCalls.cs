using Emu.Linux.Processes;
using static Emu.Linux.Syscalls.Arguments;
using static Emu.Linux.Syscalls.Serve;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Syscalls;

/// <summary>
/// Users, groups, capabilities and keys. As in the kernel, a call changes the calling thread only: the guest's C library
/// keeps its threads together. The emulator's own threads do not keep rights that the program has given up.
/// </summary>
internal static class IdentityCalls
{
    private const int CapabilityHeaderSize = 8, CapabilitySize = 24;

    public static IReadOnlyList<SyscallRow> Rows { get; } =
    [
        ByHost(90, "capget", HostNumber.Capget, InOutStruct(CapabilityHeaderSize), OutStruct(CapabilitySize)),
        Changing(ByHost(
            91, "capset", HostNumber.Capset, InOutStruct(CapabilityHeaderSize), InStruct(CapabilitySize))),
        Changing(ByHost(143, "setregid", HostNumber.Setregid, Int, Int)),
        Changing(ByHost(144, "setgid", HostNumber.Setgid, Int)),
        Changing(ByHost(145, "setreuid", HostNumber.Setreuid, Int, Int)),
        Changing(ByHost(146, "setuid", HostNumber.Setuid, Int)),
        Changing(ByHost(147, "setresuid", HostNumber.Setresuid, Int, Int, Int)),
        ByHost(148, "getresuid", HostNumber.Getresuid, OutInt, OutInt, OutInt),
        Changing(ByHost(149, "setresgid", HostNumber.Setresgid, Int, Int, Int)),
        ByHost(150, "getresgid", HostNumber.Getresgid, OutInt, OutInt, OutInt),
        ByHost(151, "setfsuid", HostNumber.Setfsuid, Int),
        ByHost(152, "setfsgid", HostNumber.Setfsgid, Int),
        ByHost(158, "getgroups", HostNumber.Getgroups, Int, OutArray(0, 4)),
        ByHost(159, "setgroups", HostNumber.Setgroups, Int, InArray(0, 4)),
        ByHost(172, "getpid", HostNumber.Getpid),
        ByHost(173, "getppid", HostNumber.Getppid),
        ByHost(174, "getuid", HostNumber.Getuid),
        ByHost(175, "geteuid", HostNumber.Geteuid),
        ByHost(176, "getgid", HostNumber.Getgid),
        ByHost(177, "getegid", HostNumber.Getegid),
        ByHost(178, "gettid", HostNumber.Gettid),
        ByHost(217, "add_key", HostNumber.AddKey, Text, Text, In(3), Size, Int),
        ByHost(218, "request_key", HostNumber.RequestKey, Text, Text, Text, Int),
        By(219, "keyctl", KeyControl.Invoke, Int, Hex, Hex, Hex, Hex),
    ];

    // With it the thread may give up rights.
    private static SyscallRow Changing(SyscallRow row) => row with
    {
        Handler = (thread, a) =>
        {
            ThreadRights before = ThreadRights.OfCaller();
            long result = row.Handler!(thread, a);
            if (result >= 0) thread.Process.LeaveRights(thread, before);
            return result;
        },
    };
}
