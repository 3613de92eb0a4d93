namespace Emu.Linux.Abi;

/// <summary>The entries of the auxiliary vector (include/uapi/linux/auxvec.h, and the architectures' asm/auxvec.h).</summary>
public enum AuxiliaryType : ulong
{
    Null = 0,
    ProgramHeaders = 3,
    ProgramHeaderSize = 4,
    ProgramHeaderCount = 5,
    PageSize = 6,
    Base = 7,
    Flags = 8,
    Entry = 9,
    User = 11,
    EffectiveUser = 12,
    Group = 13,
    EffectiveGroup = 14,
    Platform = 15,
    HardwareCapabilities = 16,
    ClockTicks = 17,
    Secure = 23,
    Random = 25,
    HardwareCapabilities2 = 26,
    ExecutableName = 31,
    SystemCallLibrary = 33,
    SmallestSignalStack = 51,
}
