namespace Emu.Host;

/// <content>Memory.</content>
public static partial class HostSyscallNumbers
{
    public const long MemoryMap = 9, MemoryProtect = 10, MemoryUnmap = 11, MemoryRemap = 25, MemorySync = 26;
    public const long MemoryResident = 27, MemoryAdvise = 28, MemoryLock = 149, MemoryUnlock = 150, MemoryLock2 = 325;
    public const long MemoryBind = 237, SetMemoryPolicy = 238, GetMemoryPolicy = 239, ProcessMemoryAdvise = 440;
    public const long SharedMemoryAttach = 30;
}
