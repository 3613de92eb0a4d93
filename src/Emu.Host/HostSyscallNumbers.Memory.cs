namespace Emu.Host;

/// <content>Memory.</content>
public static partial class HostSyscallNumbers
{
    public const long MemoryMap = 9, MemoryProtect = 10, MemoryUnmap = 11, MemoryRemap = 25, MemorySync = 26;
    public const long MemoryResident = 27, MemoryAdvise = 28, MemoryLock = 149, MemoryUnlock = 150, MemoryLock2 = 325;
    public const long MemoryBind = 237, SetMemoryPolicy = 238, GetMemoryPolicy = 239, ProcessMemoryAdvise = 440;
    public const long SharedMemoryAttach = 30, SharedMemoryControl = 31;

    /// <summary>What a mapping needs to know of its file.</summary>
    public const long FileStatus = 5;

    /// <summary>Reads its second argument's memory before it looks at the first.</summary>
    public const long ChangeSignalMask = 14;
}
