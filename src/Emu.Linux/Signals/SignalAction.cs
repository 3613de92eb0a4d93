using System.Runtime.InteropServices;
using Emu.Linux.Abi;
using Emu.Linux.Memory;

namespace Emu.Linux.Signals;

/// <summary>What a process wants done with a signal: the kernel's <c>struct sigaction</c>.</summary>
internal struct SignalAction
{
    /// <summary><c>SIG_DFL</c> and <c>SIG_IGN</c>, which stand in place of the handler's address.</summary>
    public const ulong Default = 0, Ignore = 1;

    // Of 8 bytes each.
    private const int Words = 3, WordsWithRestorer = 4;

    public ulong Handler;
    public SignalActionFlags Flags;

    /// <summary>Where the handler returns to, with <see cref="SignalActionFlags.Restorer"/>; else it is the vdso.</summary>
    public ulong Restorer;

    public SignalSet Mask;

    public readonly bool HasHandler => Handler > Ignore;

    public readonly bool Has(SignalActionFlags flag) => (Flags & flag) != 0;

    /// <summary>Reads the structure that the program passes; false when it cannot be read.</summary>
    /// <param name="memory">The program's memory.</param>
    /// <param name="address">Where it lies.</param>
    /// <param name="hasRestorer">The architecture's structure has the field, and its kernel knows the flag.</param>
    /// <param name="action">What it says.</param>
    public static bool TryRead(GuestMemory memory, ulong address, bool hasRestorer, out SignalAction action)
    {
        action = default;
        Span<ulong> words = stackalloc ulong[hasRestorer ? WordsWithRestorer : Words];
        if (!memory.TryRead(address, MemoryMarshal.AsBytes(words))) return false;
        action = new SignalAction
        {
            Handler = words[0],
            Flags = (SignalActionFlags)words[1],
            Restorer = hasRestorer ? words[2] : 0,
            Mask = new SignalSet(words[^1]),
        };
        if (!hasRestorer) action.Flags &= ~SignalActionFlags.Restorer;
        return true;
    }

    /// <summary>Writes the same structure; false when it cannot be written.</summary>
    public readonly bool TryWrite(GuestMemory memory, ulong address, bool hasRestorer)
    {
        ReadOnlySpan<ulong> words = hasRestorer
            ? [Handler, (ulong)Flags, Restorer, Mask.Bits]
            : [Handler, (ulong)Flags, Mask.Bits];
        return memory.TryWrite(address, MemoryMarshal.AsBytes(words));
    }
}
