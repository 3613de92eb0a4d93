namespace Emu.Linux.Memory;

/// <summary>The MADV_ values of madvise(2) that are treated differently from the others.</summary>
internal enum Advice
{
    Normal = 0,
    WillNeed = 3,
    DoNotNeed = 4,
    Free = 8,
    Remove = 9,
    DoNotFork = 10,
    DoFork = 11,
    Cold = 20,
    PageOut = 21,
    PopulateRead = 22,
    PopulateWrite = 23,
    DoNotNeedLocked = 24,
    Collapse = 25,
    HardwarePoison = 100,
    SoftOffline = 101,
}
