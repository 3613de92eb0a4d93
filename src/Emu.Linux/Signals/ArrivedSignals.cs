using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Emu.Linux.Abi;

namespace Emu.Linux.Signals;

/// <summary>
/// A guest thread's signals between their arrival and their delivery: <c>struct guest_signals</c> of
/// <c>native/signals.h</c>. The host's handlers write it on the thread's own host thread.
/// </summary>
/// <remarks>Invariant of the unsafe code: <see cref="Requests"/> points into the state of the thread's CPU, which lives
/// longer than the attachment to the host thread; <see cref="Next"/> is the native side's alone.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ArrivedSignals
{
    public const int EntryCount = 64, PatchCount = 16;

    /// <summary>Not zero once something has arrived; calls that may wait do not begin then.</summary>
    public int Pending;
    public int Count;

    /// <summary>The CPU's requests.</summary>
    public int* Requests;

    /// <summary>What the guest blocks.</summary>
    public ulong Mask;
    public int PagePatches;
    public int Thread;
    public nint Next;
    public PatchArray Patches;
    public EntryArray Entries;

    [InlineArray(PatchCount)]
    public struct PatchArray
    {
        private PagePatch first;
    }

    [InlineArray(EntryCount)]
    public struct EntryArray
    {
        private SignalInfo first;
    }
}
