using System.Runtime.InteropServices;

namespace Emu.Host;

/// <summary>
/// Lets one thread sleep until another one wakes it. A signal that finds no thread asleep is kept, one at a time, and costs no
/// system call; a wake costs one, and neither side takes a lock.
/// </summary>
/// <remarks>
/// Invariant of the unsafe code: the word lies in a pinned array, which lives as long as this object, so that a late signal
/// hurts nobody. Changes of it are full barriers: what a thread wrote before <see cref="Set"/> is seen after
/// <see cref="Wait"/>, and what it wrote before <see cref="Wait"/> is seen by a <see cref="Set"/> that finds it asleep.
/// </remarks>
public sealed unsafe partial class HostSignal
{
    /// <summary>A time-out that never comes.</summary>
    public const ulong Forever = ulong.MaxValue;

    private const int Clear = 0, Signalled = 1, Sleeping = 2;

    // The word has a cache line of its own.
    private const int WordsInArray = 48, WordUsed = 16;

    private readonly int* word;

    // Keeps the word's memory.
    private readonly int[] memory = GC.AllocateArray<int>(WordsInArray, pinned: true);

    /// <summary>Makes a signal that is not set.</summary>
    public HostSignal() => word = (int*)Marshal.UnsafeAddrOfPinnedArrayElement(memory, WordUsed);

    /// <summary>Ends the wait that runs, or the next one. Any thread may call.</summary>
    public void Set()
    {
        if (Interlocked.Exchange(ref *word, Signalled) == Sleeping) WakeWord(word);
        GC.KeepAlive(memory);
    }

    /// <summary>Waits for a signal and takes it; false when the time has passed before. One thread at a time.</summary>
    /// <param name="nanoseconds">The longest wait, <see cref="Forever"/> for none.</param>
    public bool Wait(ulong nanoseconds = Forever)
    {
        bool isSignalled = true;
        if (Interlocked.CompareExchange(ref *word, Sleeping, Clear) == Clear)
        {
            while (isSignalled && Volatile.Read(ref *word) == Sleeping)
                isSignalled = WaitForWord(word, Sleeping, nanoseconds > long.MaxValue ? -1 : (long)nanoseconds) == 0;
        }

        // A signal may have come just behind the end of the time.
        isSignalled = Interlocked.Exchange(ref *word, Clear) == Signalled;
        GC.KeepAlive(memory);
        return isSignalled;
    }

    [LibraryImport("emunative", EntryPoint = "emu_word_wait")]
    private static partial int WaitForWord(int* word, int expected, long nanoseconds);

    [LibraryImport("emunative", EntryPoint = "emu_word_wake")]
    private static partial void WakeWord(int* word);
}
