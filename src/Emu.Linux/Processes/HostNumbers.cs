namespace Emu.Linux.Processes;

/// <summary>The host's numbers (x86-64) of system calls that threads and processes need.</summary>
internal static class HostNumbers
{
    public const long Close = 3, MapMemory = 9, UnmapMemory = 11, SchedulerYield = 24, Duplicate = 32, GetProcessId = 39;
    public const long Wait4 = 61, FileControl = 72, SetProcessGroup = 109, GetParentId = 110, SetSession = 112;
    public const long GetProcessGroup = 121, GetSession = 124, GetThreadId = 186, Futex = 202, SendToThread = 234;
    public const long WaitId = 247, OpenAt = 257, ReadLinkAt = 267, Unshare = 272, SetRobustList = 273;
    public const long GetRobustList = 274, SetNamespace = 308, CompareKernel = 312, ExecuteAt = 322, MemoryBarrier = 324;
    public const long ExtendedStatus = 332, FutexWaitMany = 449;
}
