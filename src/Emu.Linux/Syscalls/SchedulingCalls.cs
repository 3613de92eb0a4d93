using static Emu.Linux.Syscalls.Arguments;
using static Emu.Linux.Syscalls.Serve;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Syscalls;

/// <summary>Scheduling and priorities: guest threads are host threads, so that the host's kernel does as it is
/// told.</summary>
internal static class SchedulingCalls
{
    private const ulong MostProcessorBytes = 1024;
    private const int ParametersSize = 4, TimeSize = 16;

    public static IReadOnlyList<SyscallRow> Rows { get; } =
    [
        ByHost(30, "ioprio_set", HostNumber.IoprioSet, Int, Int, Int),
        ByHost(31, "ioprio_get", HostNumber.IoprioGet, Int, Int),
        ByHost(118, "sched_setparam", HostNumber.SchedSetparam, Int, InStruct(ParametersSize)),
        ByHost(119, "sched_setscheduler", HostNumber.SchedSetscheduler, Int, Int, InStruct(ParametersSize)),
        ByHost(120, "sched_getscheduler", HostNumber.SchedGetscheduler, Int),
        ByHost(121, "sched_getparam", HostNumber.SchedGetparam, Int, OutStruct(ParametersSize)),
        ByHost(122, "sched_setaffinity", HostNumber.SchedSetaffinity, Int, Int, In(1)),
        ByHost(123, "sched_getaffinity", HostNumber.SchedGetaffinity, Int, Int, Out(1, MostProcessorBytes)),
        ByHost(124, "sched_yield", HostNumber.SchedYield),
        ByHost(125, "sched_get_priority_max", HostNumber.SchedGetPriorityMax, Int),
        ByHost(126, "sched_get_priority_min", HostNumber.SchedGetPriorityMin, Int),
        ByHost(127, "sched_rr_get_interval", HostNumber.SchedRrGetInterval, Int, OutStruct(TimeSize)),
        ByHost(140, "setpriority", HostNumber.Setpriority, Int, Int, Int),
        ByHost(141, "getpriority", HostNumber.Getpriority, Int, Int),
        ByHost(168, "getcpu", HostNumber.Getcpu, OutInt, OutInt, Pointer),
        ByHost(274, "sched_setattr", HostNumber.SchedSetattr, Int, Pointer, Hex),
        ByHost(275, "sched_getattr", HostNumber.SchedGetattr, Int, Out(2), Int, Hex),
    ];
}
