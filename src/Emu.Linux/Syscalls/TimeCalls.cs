using Emu.Host;
using Emu.Linux.Abi;
using Emu.Linux.Processes;
using static Emu.Linux.Syscalls.Arguments;
using static Emu.Linux.Syscalls.Serve;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Syscalls;

/// <summary>Clocks, timers and sleeping. Timers are the host's: their signals come as all others do.</summary>
internal static class TimeCalls
{
    private const int TimeSize = 16, IntervalSize = 32, AdjustmentSize = 208, EventSize = 64, ZoneSize = 8;

    private static readonly Argument clock = Choice(ValueNames.Clocks);

    private static readonly SyscallRow readByHost = ByHost(113, "clock_gettime", HostNumber.ClockGettime, clock, OutStruct(TimeSize));

    public static IReadOnlyList<SyscallRow> Rows { get; } =
    [
        ByHost(85, "timerfd_create", HostNumber.TimerfdCreate, clock, Flags(ValueNames.DescriptorFlags)),
        ByHost(
            86, "timerfd_settime", HostNumber.TimerfdSettime, Descriptor, Hex, InStruct(IntervalSize),
            OutStruct(IntervalSize)),
        ByHost(87, "timerfd_gettime", HostNumber.TimerfdGettime, Descriptor, OutStruct(IntervalSize)),
        ByHostWaiting(101, "nanosleep", HostNumber.Nanosleep, Time, OutStruct(TimeSize)),
        ByHost(102, "getitimer", HostNumber.Getitimer, Int, OutStruct(IntervalSize)),
        ByHost(103, "setitimer", HostNumber.Setitimer, Int, InStruct(IntervalSize), OutStruct(IntervalSize)),
        ByHost(107, "timer_create", HostNumber.TimerCreate, clock, InStruct(EventSize), OutInt),
        ByHost(108, "timer_gettime", HostNumber.TimerGettime, Int, OutStruct(IntervalSize)),
        ByHost(109, "timer_getoverrun", HostNumber.TimerGetoverrun, Int),
        ByHost(
            110, "timer_settime", HostNumber.TimerSettime, Int, Hex, InStruct(IntervalSize), OutStruct(IntervalSize)),
        ByHost(111, "timer_delete", HostNumber.TimerDelete, Int),
        ByHost(112, "clock_settime", HostNumber.ClockSettime, clock, Time),
        readByHost with { Handler = ReadClock },
        ByHost(114, "clock_getres", HostNumber.ClockGetres, clock, OutStruct(TimeSize)),
        ByHostWaiting(115, "clock_nanosleep", HostNumber.ClockNanosleep, clock, Int, Time, OutStruct(TimeSize)),
        ByHost(153, "times", HostNumber.Times, OutStruct(32)),
        ByHost(169, "gettimeofday", HostNumber.Gettimeofday, OutStruct(TimeSize), OutStruct(ZoneSize)),
        ByHost(170, "settimeofday", HostNumber.Settimeofday, InStruct(TimeSize), InStruct(ZoneSize)),
        ByHost(171, "adjtimex", HostNumber.Adjtimex, InOutStruct(AdjustmentSize)),
        ByHost(266, "clock_adjtime", HostNumber.ClockAdjtime, clock, InOutStruct(AdjustmentSize)),
    ];

    // Most of what programs ask a kernel for so often that the way into the host's counts.
    private static long ReadClock(LinuxThread thread, SyscallArguments a)
    {
        Span<long> time = stackalloc long[TimeSize / sizeof(long)];
        return HostClock.TryRead(a.Int(0), time) && thread.Process.Memory.TryWriteArray<long>(a[1], time)
            ? 0
            : readByHost.Handler!(thread, a);
    }
}
