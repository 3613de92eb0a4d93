using CsCheck;
using Emu.Core.Memory;
using Emu.Isa;
using Emu.Testing;

namespace Emu.Guest.RiscV.Tests.Privileged;

public sealed class AddressTranslationModelTests
{
    private const ulong Tables = TestHart.RamStart + (1 << 20);
    private const int TableCount = 6;

    /// <summary>
    /// Entries that mostly are valid: a pointer or a leaf with flags that matter, now and then a bit that must not be
    /// set.
    /// </summary>
    private static readonly Gen<ulong> GenEntry = Gen.Select(
        Gen.Int[0, 255], Gen.Int[0, TableCount - 1], Gen.Int[0, 19], Gen.ULong).Select(
        (flags, table, kind, any) => kind switch
        {
            < 10 => PageTableBuilder.Entry(Tables + ((ulong)table * 4096), 1),
            < 12 => PageTableBuilder.Entry(Tables + ((ulong)table * 4096), (ulong)flags | 1),
            < 15 => PageTableBuilder.Entry(0, (ulong)flags | 0xc1),
            < 18 => PageTableBuilder.Entry(1UL << 39, (ulong)flags | 1),
            18 => PageTableBuilder.Entry(Tables, (ulong)flags | 1) | (1UL << (int)(54 + (any % 10))),
            _ => any,
        });

    [Fact]
    public void Any_tables_translate_as_the_specification_says() =>
        Gen.Select(
            GenEntry.Array[TableCount * 2],
            Gen.Int[0, 2],
            Gen.Select(Gen.Int[0, 63], Gen.Enum<AccessKind>(), Gen.Bool, Gen.ULong[0, 3], Gen.Bool).Array[12]).Sample(
            (entries, mode, accesses) =>
            {
                using TestHart hart = new();
                hart.OpenMemory();
                // Indexes 0 and 511 of each table: the walk takes either at every level.
                for (int i = 0; i < entries.Length; i++)
                    hart.Store(Tables + ((ulong)(i / 2) * 4096) + (i % 2 == 0 ? 0UL : 511 * 8), entries[i]);
                int levels = mode + 3;
                hart[Csr.Satp] = (ulong)(mode + 8) << 60 | Tables >> 12;
                NaiveWalk model = new(hart, Tables, levels);
                foreach ((int path, AccessKind kind, bool user, ulong sumMxr, bool canonical) in accesses)
                    Compare(hart, model, MakeAddress(path, levels, canonical), kind, user, sumMxr);
            },
            iter: 3000);

    private static void Compare(TestHart hart, NaiveWalk model, ulong address, AccessKind kind, bool user, ulong sumMxr)
    {
        hart.SetField(Csr.MStatus, 3UL << 18, sumMxr << 18);
        NaiveWalk.Outcome expected = model.Translate(address, kind, user, (sumMxr & 1) != 0, (sumMxr & 2) != 0);
        hart.Enter(user ? PrivilegeMode.User : PrivilegeMode.Supervisor);
        bool mapped = hart.Hart.Translate(new VirtualAddress(address), kind, out Translation translation);
        if (mapped)
        {
            hart.ReturnToMachine();
            Assert.Equal(0, expected.Cause);
            Assert.Equal((expected.Physical, expected.PageSize), (translation.Address.Value, translation.PageSize));
            Assert.Equal(expected.Entry, hart.Load(expected.EntryAddress));
        }
        else
        {
            Assert.Equal((expected.Cause, address), ((int)hart[Csr.MCause], hart[Csr.MTVal]));
        }

        hart.Store(expected.EntryAddress, expected.OldEntry);
    }

    private static ulong MakeAddress(int path, int levels, bool canonical)
    {
        ulong address = 0xabc;
        for (int level = 0; level < levels; level++)
            if ((path >> level & 1) != 0) address |= 511UL << (12 + (9 * level));
        int unused = 64 - (12 + (9 * levels));
        return canonical ? (ulong)((long)(address << unused) >> unused) : address;
    }
}
