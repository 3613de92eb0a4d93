using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Emu.Host;

namespace Emu.Linux.Processes;

/// <summary>
/// Keeps the runtime's finalizer thread in native code, so that a fork never meets it elsewhere: a finalizer of ours waits
/// there. For the thread that has closed the gate, or is the only one.
/// </summary>
/// <remarks>Invariant of the unsafe code: the word is never freed.</remarks>
internal static unsafe class FinalizerHold
{
    private static readonly int* word = (int*)NativeMemory.AllocZeroed(sizeof(int));
    private static bool isHeld, isGone;

    /// <summary>From here on no finalizer runs.</summary>
    public static void Begin()
    {
        if (isHeld || isGone) return;
        *word = 0;
        Leave();
        do GC.Collect(0, GCCollectionMode.Forced, blocking: true);
        while (!HostProcess.AwaitFinalizer(word));
        isHeld = true;
    }

    /// <summary>Finalizers run again.</summary>
    public static void End()
    {
        if (!isHeld) return;
        HostProcess.ReleaseFinalizer(word);
        isHeld = false;
    }

    /// <summary>The held thread is none for the kernel until <see cref="Resume"/>. False when it may still be one.</summary>
    public static bool Rest() => isGone || (isHeld && HostProcess.RestFinalizer(word));

    /// <summary>Ends <see cref="Rest"/>, with the calling thread's rights. In a process that may have no more threads there
    /// is no finalizer from here on.</summary>
    public static void Resume()
    {
        if (isGone || HostProcess.ResumeFinalizer(word)) return;
        isHeld = false;
        isGone = true;
    }

    /// <summary>In a child there is no such thread.</summary>
    public static void ForkedInChild()
    {
        isHeld = false;
        isGone = true;
    }

    // Not inlined: nothing may keep the object alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Leave() => _ = new Sentinel();

    private sealed class Sentinel
    {
        ~Sentinel() => HostProcess.HoldFinalizer(word);
    }
}
