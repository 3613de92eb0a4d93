using System.Runtime.InteropServices;

namespace Emu.Host;

/// <summary>Signals of a program that runs on threads of this process: <c>native/signals.c</c>, whose handlers note what
/// arrives.</summary>
/// <remarks>Invariant of the unsafe code: what an <c>arrived</c> points to has the layout of <c>ArrivedSignals</c>, stays where
/// it is as long as it is attached, and is attached to one host thread at most; an <c>info</c> is a <c>siginfo_t</c>.</remarks>
internal static unsafe partial class ProgramSignals
{
    /// <summary>The calling host thread becomes the guest's. Returns 0 or a negative error.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_signals_attach")]
    public static partial int Attach(void* arrived);

    /// <summary>Ends <see cref="Attach"/>: the thread takes no signal any more.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_signals_detach")]
    public static partial void Detach(void* arrived);

    /// <summary>In a forked child: nothing has arrived, and there are no other threads.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_signals_forked")]
    public static partial void Forked(void* arrived);

    /// <summary>Moves all that has arrived to buffers of <c>ArrivedSignals.EntryCount</c> and
    /// <c>ArrivedSignals.PatchCount</c>. Returns how many signals there were; until
    /// <see cref="SetMask"/> nothing else arrives.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_signals_take")]
    public static partial int Take(void* arrived, void* entries, void* patches, int* patchCount);

    /// <summary>Makes a mask the guest's and the host thread's.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_signals_set_mask")]
    public static partial void SetMask(void* arrived, ulong mask);

    /// <summary>Before another program is executed: the host thread blocks exactly what the guest does.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_signals_exec")]
    public static partial void PrepareExec(void* arrived);

    /// <summary>Takes from a signal that was waited for what <see cref="KillThread"/> and <see cref="Mark"/> may have put
    /// there.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_signals_unmark")]
    public static partial void RemoveMark(void* info);

    /// <summary>To be called for information that the guest has made, before it is sent.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_signals_mark")]
    public static partial void Mark(void* info);

    /// <summary>Lets the host ignore one of <see cref="OpenSignals"/>, which another program takes over; nothing for
    /// others.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_signals_release")]
    public static partial void Release(int signal);

    /// <summary>Takes all of <see cref="OpenSignals"/> back.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_signals_reclaim")]
    public static partial void Reclaim();

    /// <summary>tgkill, or tkill when <paramref name="process"/> is 0.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_signals_kill_thread")]
    public static partial int KillThread(int process, int thread, int signal);

    /// <summary>Tells another process of the emulator's that its memory is written to. Returns the signal that it gets for
    /// that, or a negative error.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_signals_ask")]
    public static partial int Ask(int process);

    /// <summary>Installs the handlers: faults in the guest's memory, which begins at a host address and has a length, are noted
    /// from now on. Writes what the process was started with: the mask, and the ignored signals.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_signals_begin")]
    public static partial void Begin(ulong hostBase, ulong limit, ulong* mask, ulong* ignored);

    /// <summary>Makes the host take a signal as its default (0), ignore it (1), or note it (2). Returns 0 or a negative
    /// error.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_signals_set_action")]
    public static partial int SetAction(int signal, int kind, uint flags);

    /// <summary>Does to the process what the signal's default does; 1 when it stands for a fault. Returns only when that is
    /// not its end.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_signals_die")]
    public static partial void TakeDefault(int signal, int isFault);

    /// <summary>The set of signals that the host never blocks, bit N - 1 for signal N.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_signals_open")]
    public static partial ulong OpenSignals();
}
