namespace Emu.Linux.Processes;

/// <summary>Operations of futex(2), and what its words hold.</summary>
internal static class FutexOperation
{
    public const uint Wait = 0, Wake = 1, Requeue = 3, CompareRequeue = 4, WakeOperation = 5, LockPi = 6, UnlockPi = 7;
    public const uint TryLockPi = 8, WaitBits = 9, WakeBits = 10, WaitRequeuePi = 11, CompareRequeuePi = 12;
    public const uint LockPi2 = 13;

    /// <summary>Options beside the operation: private to the process, and the wall clock for time-outs.</summary>
    public const uint Options = 0x180;

    /// <summary>In a word: a thread waits; the owner has died; the owner's id.</summary>
    public const uint Waiters = 0x8000_0000, OwnerDied = 0x4000_0000, OwnerMask = 0x3fff_ffff;

    /// <summary>True for operations that wait, whose fourth argument is a time-out and not a count.</summary>
    public static bool Waits(uint operation) =>
        (operation & ~Options) is Wait or WaitBits or LockPi or LockPi2 or WaitRequeuePi;

    /// <summary>True for operations that wait for a lock that has an owner.</summary>
    public static bool WaitsForLock(uint operation) => (operation & ~Options) is LockPi or LockPi2 or WaitRequeuePi;

    /// <summary>True for operations with a second word.</summary>
    public static bool HasSecondWord(uint operation) =>
        (operation & ~Options) is Requeue or CompareRequeue or CompareRequeuePi or WaitRequeuePi or WakeOperation;
}
