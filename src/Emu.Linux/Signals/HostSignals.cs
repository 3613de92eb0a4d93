using System.Runtime.InteropServices;
using Emu.Host;
using Emu.Linux.Abi;

namespace Emu.Linux.Signals;

/// <summary>The host's side of signals: <c>native/signals.c</c>, whose handlers note what arrives.</summary>
/// <remarks>Invariant of the unsafe code: an <see cref="ArrivedSignals"/> stays where it is from <see cref="Allocate"/> to
/// <see cref="Free"/>, and is attached to one host thread at most.</remarks>
internal static unsafe class HostSignals
{
    /// <summary>Signals that the host never blocks, whatever the guest does: what the guest blocks of them is kept by
    /// its thread.</summary>
    public static SignalSet Open => new(ProgramSignals.OpenSignals());

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
        ProgramSignals.Begin(hostBase, limit, &maskBits, &ignoredBits);
        mask = new SignalSet(maskBits);
        ignored = new SignalSet(ignoredBits);
    }

    /// <summary>Makes the host do what the guest wants done with a signal. Returns 0 or a negative error.</summary>
    public static int SetAction(int signal, in SignalAction action)
    {
        const SignalActionFlags passed = SignalActionFlags.NoChildStop | SignalActionFlags.NoChildWait;
        return ProgramSignals.SetAction(signal, (int)Math.Min(action.Handler, 2), (uint)(action.Flags & passed));
    }

    /// <summary>Changes the calling thread's mask, unless a signal waits to be delivered.</summary>
    public static long ChangeMask(int* pending, ulong* mask)
    {
        const ulong Set = 2;
        return HostSyscall.InvokeInterruptible(
            pending, HostSyscallNumbers.SignalMask, Set, (ulong)mask, 0, SignalSet.Size);
    }

    /// <summary>Does to the process what the signal's default does, seen by the parent as such. Returns only when that
    /// is not its end.</summary>
    public static void TakeDefault(int signal, bool isFault) => ProgramSignals.TakeDefault(signal, isFault ? 1 : 0);
}
