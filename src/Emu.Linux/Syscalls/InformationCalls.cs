using System.Text;
using Emu.Host;
using Emu.Linux.Abi;
using Emu.Linux.Processes;
using static Emu.Linux.Syscalls.Arguments;
using static Emu.Linux.Syscalls.Serve;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Syscalls;

/// <summary>What a program asks about the system and itself, and settings of the process.</summary>
/// <remarks>Invariant of the unsafe code: structures for the host are on the stack during the call.</remarks>
internal static unsafe class InformationCalls
{
    private const int NameLength = 65, ReleaseField = 2, MachineField = 4, NameFields = 6;
    private const int UsageSize = 144, SystemInformationSize = 112;

    public static IReadOnlyList<SyscallRow> Rows { get; } =
    [
        ByHost(58, "vhangup", HostNumber.Vhangup),
        ByHost(92, "personality", HostNumber.Personality, Hex),
        ByHostWaiting(116, "syslog", HostNumber.Syslog, Int, Out(2), Int),
        ByHost(142, "reboot", HostNumber.Reboot, Hex, Hex, Hex, Pointer),
        By(160, "uname", TellName, OutStruct(NameLength * NameFields)),
        ByHost(161, "sethostname", HostNumber.Sethostname, In(1), Int),
        ByHost(162, "setdomainname", HostNumber.Setdomainname, In(1), Int),
        By(163, "getrlimit", LimitCalls.Get, Int, OutStruct(16)),
        By(164, "setrlimit", LimitCalls.Set, Int, InStruct(16)),
        ByHost(165, "getrusage", HostNumber.Getrusage, Int, OutStruct(UsageSize)),
        By(167, "prctl", ProcessControl.Invoke, Int, Hex, Hex, Hex, Hex),
        ByHost(179, "sysinfo", HostNumber.Sysinfo, OutStruct(SystemInformationSize)),
        By(261, "prlimit64", LimitCalls.GetAndSet, Int, Int, InStruct(16), OutStruct(16)),
        ByHostWaiting(278, "getrandom", HostNumber.Getrandom, Out(1), Size, Hex),
        ByHost(448, "process_mrelease", HostNumber.ProcessMrelease, Descriptor, Hex),
    ];

    private static long TellName(LinuxThread thread, SyscallArguments a)
    {
        byte* name = stackalloc byte[NameLength * NameFields];
        long result = HostSyscall.Invoke(HostNumber.Uname, (ulong)name);
        if (result < 0) return result;
        Set(MachineField, Encoding.ASCII.GetBytes(thread.Process.Abi.Architecture.Name));
        if (thread.Process.Options.UnameRelease is { } release) Set(ReleaseField, Encoding.UTF8.GetBytes(release));
        var names = new ReadOnlySpan<byte>(name, NameLength * NameFields);
        return thread.Process.Memory.TryWrite(a[0], names) ? 0 : -Errno.BadAddress;

        void Set(int index, ReadOnlySpan<byte> value)
        {
            var field = new Span<byte>(name + index * NameLength, NameLength);
            field.Clear();
            value[..Math.Min(value.Length, NameLength - 1)].CopyTo(field);
        }
    }
}
