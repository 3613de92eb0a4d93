using Emu.Isa;

namespace Emu.Guest.RiscV.Tests.Privileged;

/// <summary>
/// The address translation algorithm step by step, in the words of section 4.3.2, on a test hart's memory; it changes
/// nothing.
/// </summary>
internal sealed class NaiveWalk(TestHart hart, ulong root, int levels)
{
    /// <summary>What comes out: a cause (0 for none), the address, and the entry as it must stand afterwards.</summary>
    public readonly record struct Outcome(
        int Cause, ulong Physical, ulong PageSize, ulong EntryAddress, ulong OldEntry, ulong Entry);

    public Outcome Translate(ulong address, AccessKind kind, bool user, bool sum, bool mxr)
    {
        int pageFault = kind switch { AccessKind.Fetch => 12, AccessKind.Load => 13, _ => 15 };
        int accessFault = kind switch { AccessKind.Fetch => 1, AccessKind.Load => 5, _ => 7 };
        ulong a = root, at = root, pte = hart.Load(root);
        Outcome Fault(int cause) => new(cause, 0, 0, at, pte, pte);

        int top = 12 + (9 * levels) - 1;
        for (int bit = top + 1; bit < 64; bit++)
            if ((address >> bit & 1) != (address >> top & 1)) return Fault(pageFault);
        int i = levels - 1;
        while (true)
        {
            ulong where = a + ((address >> (12 + (9 * i)) & 0x1ff) * 8);
            if (where < TestHart.RamStart || where + 8 > TestHart.RamStart + TestHart.RamSize)
                return Fault(accessFault);
            at = where;
            pte = hart.Load(at);
            bool v = Bit(0), r = Bit(1), w = Bit(2), x = Bit(3), u = Bit(4), accessed = Bit(6), dirty = Bit(7);
            if (!v || (!r && w) || pte >> 54 != 0) return Fault(pageFault);
            if (!r && !x)
            {
                if (u || accessed || dirty) return Fault(pageFault);
                if (--i < 0) return Fault(pageFault);
                a = (pte >> 10) * 4096;
                continue;
            }

            bool allowed = kind switch { AccessKind.Fetch => x, AccessKind.Load => r || (mxr && x), _ => w };
            bool modeAllowed = user ? u : !u || (sum && kind != AccessKind.Fetch);
            if (!allowed || !modeAllowed) return Fault(pageFault);
            ulong ppn = pte >> 10;
            ulong offsetPages = 1UL << (9 * i);
            if (ppn % offsetPages != 0) return Fault(pageFault);
            ulong updated = pte | 0x40 | (kind == AccessKind.Store ? 0x80UL : 0);
            ulong size = offsetPages * 4096;
            return new Outcome(0, (ppn * 4096) + (address % size), size, at, pte, updated);
        }

        bool Bit(int number) => (pte >> number & 1) != 0;
    }
}
