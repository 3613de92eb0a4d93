using System.Runtime.InteropServices;
using Emu.Host;

namespace Emu.Linux.Signals;

/// <summary>The host's side of signals: <c>native/signals.c</c>, whose handlers note what arrives.</summary>
/// <remarks>Invariant of the unsafe code: an <see cref="ArrivedSignals"/> stays where it is from <see cref="Allocate"/> to
/// <see cref="Free"/>, and is attached to one host thread at most.</remarks>
internal static unsafe partial class HostSignals
{
    /// <summary>Signals that the host never blocks, whatever the guest does: what the guest blocks of them is kept by
    /// its thread.</summary>
    public static SignalSet Open => new(OpenSignals());

    public static ArrivedSignals* Allocate() =>
        (ArrivedSignals*)NativeMemory.AllocZeroed((nuint)sizeof(ArrivedSignals));

    public static void Free(ArrivedSignals* arrived) => NativeMemory.Free(arrived);

    /// <summary>
    /// From now on the host's faults in copies from and to the guest, and in translated code, are the emulator's to
    /// handle. Tells what the process was started with: the mask, and the signals that it ignores.
    /// </summary>
    public static void Begin(ulong hostBase, ulong limit, out SignalSet mask, out SignalSet ignored)
    {
        ulong maskBits, ignoredBits;
        Begin(hostBase, limit, &maskBits, &ignoredBits);
        mask = new SignalSet(maskBits);
        ignored = new SignalSet(ignoredBits);
    }

    /// <summary>Makes the host do what the guest wants done with a signal. Returns 0 or a negative error.</summary>
    public static int SetAction(int signal, in SignalAction action)
    {
        const SignalActionFlags passed = SignalActionFlags.NoChildStop | SignalActionFlags.NoChildWait;
        return SetAction(signal, (int)Math.Min(action.Handler, 2), (uint)(action.Flags & passed));
    }

    /// <summary>The calling host thread becomes the guest's. Returns 0 or a negative error.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_signals_attach")]
    public static partial int Attach(ArrivedSignals* arrived);

    /// <summary>Ends <see cref="Attach"/>: the thread takes no signal any more.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_signals_detach")]
    public static partial void Detach(ArrivedSignals* arrived);

    /// <summary>In a forked child: nothing has arrived, and there are no other threads.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_signals_forked")]
    public static partial void Forked(ArrivedSignals* arrived);

    /// <summary>Moves all that has arrived to buffers of <see cref="ArrivedSignals.EntryCount"/> and
    /// <see cref="ArrivedSignals.PatchCount"/>. Returns how many signals there were; until
    /// <see cref="SetMask"/> nothing else arrives.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_signals_take")]
    public static partial int Take(ArrivedSignals* arrived, SignalInfo* entries, PagePatch* patches, int* patchCount);

    /// <summary>Makes a mask the guest's and the host thread's.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_signals_set_mask")]
    public static partial void SetMask(ArrivedSignals* arrived, ulong mask);

    /// <summary>Changes the calling thread's mask, unless a signal waits to be delivered.</summary>
    public static long ChangeMask(int* pending, ulong* mask)
    {
        const ulong Set = 2;
        return HostSyscall.InvokeInterruptible(
            pending, HostSyscallNumbers.SignalMask, Set, (ulong)mask, 0, SignalSet.Size);
    }

    /// <summary>Before another program is executed: the host thread blocks exactly what the guest does.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_signals_exec")]
    public static partial void PrepareExec(ArrivedSignals* arrived);

    /// <summary>Takes from a signal that was waited for what <see cref="KillThread"/> and <see cref="Mark"/> may have put
    /// there.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_signals_unmark")]
    public static partial void RemoveMark(SignalInfo* info);

    /// <summary>To be called for information that the guest has made, before it is sent.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_signals_mark")]
    public static partial void Mark(SignalInfo* info);

    /// <summary>Lets the host ignore one of <see cref="Open"/>, which another program takes over; nothing for
    /// others.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_signals_release")]
    public static partial void Release(int signal);

    /// <summary>Takes all of <see cref="Open"/> back.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_signals_reclaim")]
    public static partial void Reclaim();

    /// <summary>tgkill, or tkill when <paramref name="process"/> is 0.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_signals_kill_thread")]
    public static partial int KillThread(int process, int thread, int signal);

    /// <summary>Tells another process of the emulator's that its memory is written to. Returns the signal that it gets for
    /// that, or a negative error.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_signals_ask")]
    public static partial int Ask(int process);

    /// <summary>Does to the process what the signal's default does, seen by the parent as such. Returns only when that
    /// is not its end.</summary>
    public static void TakeDefault(int signal, bool isFault) => TakeDefault(signal, isFault ? 1 : 0);

    [LibraryImport("emunative", EntryPoint = "emu_signals_begin")]
    private static partial void Begin(ulong hostBase, ulong limit, ulong* mask, ulong* ignored);

    [LibraryImport("emunative", EntryPoint = "emu_signals_set_action")]
    private static partial int SetAction(int signal, int kind, uint flags);

    [LibraryImport("emunative", EntryPoint = "emu_signals_die")]
    private static partial void TakeDefault(int signal, int isFault);

    [LibraryImport("emunative", EntryPoint = "emu_signals_open")]
    private static partial ulong OpenSignals();
}
