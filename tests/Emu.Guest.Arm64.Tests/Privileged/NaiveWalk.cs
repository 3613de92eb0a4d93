using Emu.Isa;

namespace Emu.Guest.Arm64.Tests.Privileged;

/// <summary>
/// Stage 1 of address translation in the manual's words (D8.2 to D8.5), bit by bit on a test CPU's memory; it changes
/// nothing.
/// </summary>
internal sealed class NaiveWalk(TestCpu cpu, ulong control, ulong tcr, ulong lower, ulong upper)
{
    /// <summary>What comes out: a fault status code (-1 for none), the address, and the entry as it must stand
    /// afterwards.</summary>
    public readonly record struct Outcome(
        int Status, ulong Physical, ulong PageSize, bool IsGlobal, ulong EntryAddress, ulong OldEntry, ulong Entry);

    private const int OutputBits = 48;

    public Outcome Translate(ulong address, AccessKind kind, bool user, bool pan)
    {
        ulong at = TestCpu.RamStart, entry = cpu.Load(at);
        Outcome Fault(int status) => new(status, 0, 0, false, at, entry, entry);

        bool isUpper = Bit(address, 55);
        bool ignoresTag = Bit(tcr, isUpper ? 38 : 37) && !(kind == AccessKind.Fetch && Bit(tcr, isUpper ? 52 : 51));
        int size = (int)Field(tcr, isUpper ? 16 : 0, 6);
        string granule = isUpper
            ? Field(tcr, 30, 2) switch { 1 => "16K", 3 => "64K", _ => "4K" }
            : Field(tcr, 14, 2) switch { 1 => "64K", 2 => "16K", _ => "4K" };
        if (size < (granule == "64K" ? 12 : 16)) size = granule == "64K" ? 12 : 16;
        if (size > 39) size = 39;
        int bits = 64 - size;
        for (int bit = bits; bit < (ignoresTag ? 56 : 64); bit++)
            if (Bit(address, bit) != isUpper) return Fault(4);
        if (Bit(tcr, isUpper ? 23 : 7)) return Fault(4);
        if (user && Bit(tcr, isUpper ? 56 : 55)) return Fault(4);

        // The index of each level: its highest and its lowest bit.
        (int High, int Low)[] indexes = granule switch
        {
            "4K" => [(47, 39), (38, 30), (29, 21), (20, 12)],
            "16K" => [(47, 47), (46, 36), (35, 25), (24, 14)],
            _ => [(-1, 64), (51, 42), (41, 29), (28, 16)],
        };
        int level = Array.FindIndex(indexes, index => bits - 1 >= index.Low);
        int entries = 1 << (bits - indexes[level].Low);
        ulong table = (isUpper ? upper : lower) & 0x0000_ffff_ffff_fffe;
        while (table % ((ulong)entries * 8) != 0) table &= table - 1;
        bool readOnlyAbove = false, privilegedAbove = false, userNeverAbove = false, privilegedNeverAbove = false;
        for (bool isFirst = true; ; isFirst = false, level++)
        {
            int high = isFirst ? bits - 1 : indexes[level].High, low = indexes[level].Low;
            ulong index = Field(address, low, high - low + 1);
            ulong where = table + (index * 8);
            if (where < TestCpu.RamStart || where + 8 > TestCpu.RamStart + TestCpu.RamSize) return Fault(0x14 + level);
            at = where;
            entry = cpu.Load(at);
            if (!Bit(entry, 0)) return Fault(4 + level);
            int lowest = granule == "4K" ? 12 : granule == "16K" ? 14 : 16;
            if (level < 3 && Bit(entry, 1))
            {
                if (!Bit(tcr, isUpper ? 42 : 41))
                {
                    readOnlyAbove |= Bit(entry, 62);
                    privilegedAbove |= Bit(entry, 61);
                    userNeverAbove |= Bit(entry, 60);
                    privilegedNeverAbove |= Bit(entry, 59);
                }

                table = Field(entry, lowest, OutputBits - lowest) << lowest;
                if (IsTooLarge()) return Fault(level);
                continue;
            }

            bool isLeaf = level == 3 ? Bit(entry, 1) : level == 2 || (level == 1 && granule == "4K");
            if (!isLeaf) return Fault(4 + level);
            if (IsTooLarge()) return Fault(level);
            bool readOnly = Bit(entry, 7) || readOnlyAbove, users = Bit(entry, 6) && !privilegedAbove;
            bool dirties = Bit(tcr, 40) && Bit(entry, 51) && !readOnlyAbove;
            bool userNever = Bit(entry, 54) || userNeverAbove, privilegedNever = Bit(entry, 53) || privilegedNeverAbove;
            bool writable = !readOnly || dirties;
            if (!Bit(entry, 10) && !Bit(tcr, 39)) return Fault(8 + level);
            bool never = Bit(control, 19);
            bool allowed = (user, kind) switch
            {
                (true, AccessKind.Load) => users,
                (true, AccessKind.Store) => users && writable,
                (true, _) => !userNever && !(never && users && writable),
                (false, AccessKind.Load) => !(pan && users),
                (false, AccessKind.Store) => writable && !(pan && users),
                _ => !privilegedNever && !(users && writable) && !(never && writable),
            };
            if (!allowed) return Fault(12 + level);
            ulong updated = entry | 1 << 10;
            if (kind == AccessKind.Store && dirties) updated &= ~(1UL << 7);
            ulong pageSize = 1UL << low;
            ulong start = Field(entry, low, OutputBits - low) << low;
            return new Outcome(-1, start | (address & (pageSize - 1)), pageSize, !Bit(entry, 11), at, entry, updated);
        }

        // Of granules of 64 KiB, entries have four bits more than the 48 that the test's TCR_EL1 allows.
        bool IsTooLarge() => granule == "64K" && Field(entry, 12, 4) != 0;
    }

    private static bool Bit(ulong value, int bit) => (value >> bit & 1) != 0;

    private static ulong Field(ulong value, int bit, int length) => value >> bit & ((1UL << length) - 1);
}
