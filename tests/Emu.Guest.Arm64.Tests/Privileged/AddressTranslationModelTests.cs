using CsCheck;
using Emu.Core.Memory;
using Emu.Guest.Arm64.Privileged;
using Emu.Isa;
using static Emu.Guest.Arm64.Privileged.SystemRegisterTable;

namespace Emu.Guest.Arm64.Tests.Privileged;

public sealed class AddressTranslationModelTests
{
    private const ulong Tables = TestCpu.RamStart + (1 << 20), TableSize = 1 << 16;
    private const int TableCount = 5;

    // A granule as TCR_EL1 has it for the lower and for the upper range, and the entries of one of its tables.
    private static readonly (ulong Lower, ulong Upper, int Entries)[] Granules = [(0, 2, 512), (2, 1, 2048), (1, 3, 8192)];

    // Entries that mostly are valid: a table, or a leaf with flags that matter, now and then anything.
    private static readonly Gen<ulong> GenEntry = Gen.Select(
        Gen.ULong, Gen.Int[0, TableCount - 1], Gen.Int[0, 19], Gen.ULong).Select(
        (flags, table, kind, any) => kind switch
        {
            < 9 => Tables + ((ulong)table * TableSize) | 3,
            < 11 => Tables + ((ulong)table * TableSize) | 3 | (flags & 0x7800_0000_0000_0000),
            < 15 => 0x8000_0000 | 1 | (flags & 0x0078_0000_0000_0ffe),
            < 18 => 0x1234_5000_0000 | 3 | 1 << 10 | (flags & 0x0078_0000_0000_08c0),
            18 => flags & 0x0078_0000_0000_0ffe,
            _ => any,
        });

    private static readonly Gen<(int Granule, int Size, ulong Controls)> GenRange =
        Gen.Select(Gen.Int[0, 2], Gen.Int[10, 41], Gen.ULong);

    private static readonly Gen<(int Path, AccessKind Kind, int Who, bool IsUpper, ulong Disturbance)> GenAccess = Gen.Select(
        Gen.Int[0, 31], Gen.Enum<AccessKind>(), Gen.Int[0, 2], Gen.Bool, Gen.OneOf(Gen.Const(0UL), Gen.Const(0UL), Gen.ULong));

    [Fact]
    public void Any_tables_translate_as_the_manual_says() =>
        Gen.Select(GenEntry.Array[TableCount * 3], GenRange, Gen.ULong, GenAccess.Array[16]).Sample(
            (entries, range, control, accesses) =>
            {
                using TestCpu cpu = new();
                (ulong lower, ulong upper, int count) = Granules[range.Granule];
                // Indexes 0, 1 and the last one of each table: the walk takes one of them at every level.
                for (int i = 0; i < entries.Length; i++)
                    cpu.Store(Tables + ((ulong)(i / 3) * TableSize) + (i % 3 == 2 ? (ulong)(count - 1) * 8 : (ulong)(i % 3) * 8), entries[i]);
                ulong size = (uint)range.Size;
                ulong tcr = size | size << 16 | lower << 14 | upper << 30 | 5UL << 32
                    | Controls(range.Controls, 37, 38, 39, 40, 41, 42, 51, 52);
                // Ranges are turned off now and then.
                if (range.Controls % 16 == 0) tcr |= Controls(range.Controls >> 4, 7, 23, 55, 56);
                ulong system = SystemControlBits.ResetValue | 1 | (control & SystemControlBits.WritableNeverExecuted);
                // A table that is too small for the range begins inside of the first one.
                ulong upperBase = Tables + (1 * TableSize) + (control >> 8 & 0x3000);
                cpu[LowerBase] = Tables;
                cpu[UpperBase] = upperBase;
                cpu[TranslationControlRegister] = tcr;
                cpu[Control] = system;
                NaiveWalk model = new(cpu, system, tcr, Tables, upperBase);
                foreach ((int path, AccessKind kind, int who, bool isUpper, ulong disturbance) in accesses)
                    Compare(cpu, model, MakeAddress(path, range, isUpper, disturbance), kind, who);
            },
            iter: 4000);

    private static ulong Controls(ulong random, params int[] bits)
    {
        ulong chosen = 0;
        foreach (int bit in bits) chosen |= random & 1UL << bit;
        return chosen;
    }

    // Who: EL0, EL1, EL1 with PAN.
    private static void Compare(TestCpu cpu, NaiveWalk model, ulong address, AccessKind kind, int who)
    {
        NaiveWalk.Outcome expected = model.Translate(address, kind, user: who == 0, pan: who == 2);
        cpu.Enter(who switch { 0 => 0, 1 => 5, _ => 5 | 1 << 22 });
        bool isMapped = cpu.Cpu.Translate(new VirtualAddress(address), kind, out Translation translation);
        if (isMapped)
        {
            Assert.Equal(-1, expected.Status);
            Assert.Equal(
                (expected.Physical, expected.PageSize, expected.IsGlobal),
                (translation.Address.Value, translation.PageSize, translation.Global));
            Assert.Equal(expected.Entry, cpu.Load(expected.EntryAddress));
            // What it says of other accesses they find themselves.
            Assert.Equal(translation.Readable, model.Translate(address, AccessKind.Load, who == 0, who == 2).Status == -1);
            NaiveWalk.Outcome store = model.Translate(address, AccessKind.Store, who == 0, who == 2);
            Assert.Equal(translation.Writable, store.Status == -1 && store.Entry == store.OldEntry);
            if (who == 0) cpu.Execute(SystemOperation.SupervisorCall, TestCpu.Svc);
        }
        else
        {
            uint reason = (kind == AccessKind.Fetch ? 0x20u : 0x24) + (who == 0 ? 0u : 1);
            uint write = kind == AccessKind.Store ? 1u << 6 : 0;
            Assert.Equal(
                ((ulong)reason << 26 | 1 << 25 | write | (uint)expected.Status, address), (cpu[Syndrome], cpu[FaultAddress]));
        }

        cpu.Store(expected.EntryAddress, expected.OldEntry);
    }

    private static ulong MakeAddress(int path, (int Granule, int Size, ulong Controls) range, bool isUpper, ulong disturbance)
    {
        (int stride, int page) = range.Granule switch { 0 => (9, 12), 1 => (11, 14), _ => (13, 16) };
        ulong address = 0xabc;
        for (int level = 0; level < 5; level++)
        {
            int shift = page + (stride * level);
            if (shift < 56 && (path >> level & 1) != 0) address |= ((1UL << stride) - 1) << shift;
        }

        int bits = 64 - range.Size;
        ulong low = address & ((1UL << bits) - 1);
        ulong whole = isUpper ? low | ulong.MaxValue << bits : low;
        // A bit above the address, or in its tag.
        return disturbance == 0 ? whole : whole ^ 1UL << (int)(48 + (disturbance % 16));
    }
}
