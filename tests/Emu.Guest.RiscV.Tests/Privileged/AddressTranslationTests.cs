using Emu.Core.Memory;
using Emu.Guest.RiscV.Privileged;
using Emu.Isa;
using Emu.Testing;
using static Emu.Testing.PageTableBuilder;

namespace Emu.Guest.RiscV.Tests.Privileged;

public sealed class AddressTranslationTests : IDisposable
{
    private const ulong Target = TestHart.RamStart + 0x7000, Address = 0x4000_2000, ReadWrite = V | R | W | A | D;
    private const ulong FirstTable = TestHart.RamStart + (1 << 20);
    private const ulong Sum = 1UL << 18, Mxr = 1UL << 19, Mprv = 1UL << 17;

    private readonly TestHart hart = new();
    private readonly PageTableBuilder tables;

    public AddressTranslationTests()
    {
        tables = new PageTableBuilder(hart.Memory, FirstTable, PagingMode.Sv39);
        hart.OpenMemory();
        hart[Csr.Satp] = tables.Satp;
    }

    public void Dispose() => hart.Dispose();

    [Fact]
    public void Machine_mode_sees_physical_addresses()
    {
        Translation seen = Succeeds(Address, AccessKind.Load);
        Assert.Equal((Address, 4096UL, true, true), (seen.Address.Value, seen.PageSize, seen.Readable, seen.Writable));
    }

    [Theory]
    [InlineData(PagingMode.Sv39, 0, 12)]
    [InlineData(PagingMode.Sv39, 1, 21)]
    [InlineData(PagingMode.Sv39, 2, 30)]
    [InlineData(PagingMode.Sv48, 0, 12)]
    [InlineData(PagingMode.Sv48, 3, 39)]
    [InlineData(PagingMode.Sv57, 0, 12)]
    [InlineData(PagingMode.Sv57, 4, 48)]
    public void A_leaf_of_any_level_maps_its_size(PagingMode mode, int level, int shift)
    {
        PageTableBuilder wide = new(hart.Memory, FirstTable, mode);
        ulong start = 1UL << shift, target = 3UL << shift;
        wide.Map(start, target, ReadWrite, level);
        hart[Csr.Satp] = wide.Satp;
        hart.Enter(PrivilegeMode.Supervisor);
        Translation seen = Succeeds(start + 0x234, AccessKind.Store);
        Assert.Equal((target + 0x234, 1UL << shift), (seen.Address.Value, seen.PageSize));
    }

    [Theory]
    [InlineData(PagingMode.Sv39, 39)]
    [InlineData(PagingMode.Sv48, 48)]
    [InlineData(PagingMode.Sv57, 57)]
    public void An_address_whose_upper_bits_differ_faults(PagingMode mode, int bits)
    {
        PageTableBuilder wide = new(hart.Memory, FirstTable, mode);
        ulong high = ~0UL << (bits - 1);
        wide.Map(high, Target, ReadWrite);
        hart[Csr.Satp] = wide.Satp;
        hart.Enter(PrivilegeMode.Supervisor);
        Succeeds(high, AccessKind.Load);
        Faults(high ^ (1UL << 63), AccessKind.Load, ExceptionCause.LoadPageFault);
        hart.Enter(PrivilegeMode.Supervisor);
        Faults(1UL << (bits - 1), AccessKind.Load, ExceptionCause.LoadPageFault);
    }

    [Theory]
    [InlineData(AccessKind.Fetch, ExceptionCause.InstructionPageFault)]
    [InlineData(AccessKind.Load, ExceptionCause.LoadPageFault)]
    [InlineData(AccessKind.Store, ExceptionCause.StorePageFault)]
    public void What_is_not_mapped_faults_with_its_address(AccessKind kind, ExceptionCause cause)
    {
        hart.Enter(PrivilegeMode.Supervisor, 0x1_0000);
        Faults(Address + 5, kind, cause);
        Assert.Equal(0x1_0000UL, hart[Csr.MEpc]);
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(R)]
    [InlineData(V | W)]
    [InlineData(V | W | X | A | D)]
    [InlineData(V | R | A | 1UL << 63)]
    [InlineData(V | R | A | 1UL << 61)]
    [InlineData(V | R | A | 1UL << 54)]
    [InlineData(V)]
    [InlineData(V | A)]
    public void Entries_that_are_not_valid_leaves_fault(ulong flags)
    {
        tables.Map(Address, Target, flags);
        hart.Enter(PrivilegeMode.Supervisor);
        Faults(Address, AccessKind.Load, ExceptionCause.LoadPageFault);
    }

    [Theory]
    [InlineData(A)]
    [InlineData(D)]
    [InlineData(U)]
    [InlineData(1UL << 62)]
    public void Pointers_with_leaf_bits_fault(ulong bit)
    {
        tables.Map(Address, Target, ReadWrite);
        ulong pointer = tables.EntryAddress(Address, 1);
        hart.Store(pointer, hart.Load(pointer) | bit);
        hart.Enter(PrivilegeMode.Supervisor);
        Faults(Address, AccessKind.Load, ExceptionCause.LoadPageFault);
    }

    [Fact]
    public void A_misaligned_superpage_faults()
    {
        tables.Map(Address, TestHart.RamStart + 0x1000, ReadWrite, level: 1);
        hart.Enter(PrivilegeMode.Supervisor);
        Faults(Address, AccessKind.Load, ExceptionCause.LoadPageFault);
    }

    [Theory]
    [InlineData(AccessKind.Fetch, V | X, A)]
    [InlineData(AccessKind.Load, V | R | W, A)]
    [InlineData(AccessKind.Store, V | R | W, A | D)]
    [InlineData(AccessKind.Store, V | R | W | A, D)]
    public void The_walk_sets_the_accessed_and_dirty_bits(AccessKind kind, ulong flags, ulong added)
    {
        ulong entry = tables.Map(Address, Target, flags);
        hart.Enter(PrivilegeMode.Supervisor);
        Succeeds(Address, kind);
        Assert.Equal(Entry(Target, flags | added), hart.Load(entry));

        // As a store to the page table, and only once.
        Succeeds(Address, kind);
        Assert.Equal([entry], hart.Engine.PageTableStores);
    }

    [Fact]
    public void A_refused_access_sets_no_bits()
    {
        ulong entry = tables.Map(Address, Target, V | R);
        hart.Enter(PrivilegeMode.Supervisor);
        Faults(Address, AccessKind.Store, ExceptionCause.StorePageFault);
        Assert.Equal(Entry(Target, V | R), hart.Load(entry));
    }

    [Fact]
    public void A_clean_page_is_not_writable_without_another_walk()
    {
        tables.Map(Address, Target, V | R | W);
        hart.Enter(PrivilegeMode.Supervisor);
        Assert.False(Succeeds(Address, AccessKind.Load).Writable);
        Assert.True(Succeeds(Address, AccessKind.Store).Writable);
        Assert.True(Succeeds(Address, AccessKind.Load).Writable);
    }

    [Fact]
    public void User_pages_are_for_supervisor_data_with_sum_only()
    {
        tables.Map(Address, Target, ReadWrite | X | U);
        hart.Enter(PrivilegeMode.Supervisor);
        Faults(Address, AccessKind.Load, ExceptionCause.LoadPageFault);
        hart.SetField(Csr.MStatus, Sum, Sum);
        hart.Enter(PrivilegeMode.Supervisor);
        Succeeds(Address, AccessKind.Load);
        Faults(Address, AccessKind.Fetch, ExceptionCause.InstructionPageFault);
        hart.Enter(PrivilegeMode.User);
        Succeeds(Address, AccessKind.Fetch);
    }

    [Fact]
    public void Supervisor_pages_are_closed_to_user_mode()
    {
        tables.Map(Address, Target, ReadWrite);
        hart.Enter(PrivilegeMode.User);
        Faults(Address, AccessKind.Load, ExceptionCause.LoadPageFault);
    }

    [Fact]
    public void Executable_pages_are_readable_with_mxr_only()
    {
        tables.Map(Address, Target, V | X | A);
        hart.Enter(PrivilegeMode.Supervisor);
        Assert.False(Succeeds(Address, AccessKind.Fetch).Readable);
        Faults(Address, AccessKind.Load, ExceptionCause.LoadPageFault);
        hart.SetField(Csr.MStatus, Mxr, Mxr);
        hart.Enter(PrivilegeMode.Supervisor);
        Assert.True(Succeeds(Address, AccessKind.Load).Readable);
    }

    [Fact]
    public void Machine_mode_loads_through_the_tables_of_the_previous_mode_with_mprv()
    {
        tables.Map(Address, Target, ReadWrite);
        hart.SetField(Csr.MStatus, Mprv | 3UL << 11, Mprv | 1UL << 11);
        Assert.Equal(Target, Succeeds(Address, AccessKind.Load).Address.Value);
        Assert.Equal(Address, Succeeds(Address, AccessKind.Fetch).Address.Value);
        hart.SetField(Csr.MStatus, Mprv | 3UL << 11, Mprv);
        Faults(Address, AccessKind.Load, ExceptionCause.LoadPageFault);
    }

    [Fact]
    public void A_global_pointer_makes_the_page_global()
    {
        tables.Map(Address, Target, ReadWrite);
        hart.Enter(PrivilegeMode.Supervisor);
        Assert.False(Succeeds(Address, AccessKind.Load).Global);
        ulong pointer = tables.EntryAddress(Address, 2);
        hart.Store(pointer, hart.Load(pointer) | G);
        Assert.True(Succeeds(Address, AccessKind.Load).Global);
    }

    [Theory]
    [InlineData(0x1000UL)]
    [InlineData(0x00ff_ffff_ffff_f000UL)]
    public void A_table_outside_memory_is_an_access_fault(ulong root)
    {
        hart[Csr.Satp] = 8UL << 60 | root >> 12;
        hart.Enter(PrivilegeMode.Supervisor);
        Faults(Address, AccessKind.Store, ExceptionCause.StoreAccessFault);
    }

    [Fact]
    public void A_table_that_protection_hides_is_an_access_fault()
    {
        tables.Map(Address, Target, ReadWrite);
        Protect(tables.Root, 0);
        hart.Enter(PrivilegeMode.Supervisor);
        Faults(Address, AccessKind.Load, ExceptionCause.LoadAccessFault);
    }

    [Fact]
    public void An_entry_that_protection_makes_read_only_cannot_get_its_bits()
    {
        ulong entry = tables.Map(Address, Target, V | R | W | A);
        Protect(entry & ~4095UL, 1);
        hart.Enter(PrivilegeMode.Supervisor);
        Succeeds(Address, AccessKind.Load);
        Faults(Address, AccessKind.Store, ExceptionCause.StoreAccessFault);
        Assert.Equal(Entry(Target, V | R | W | A), hart.Load(entry));
    }

    [Fact]
    public void Protection_of_the_result_is_an_access_fault_of_the_access()
    {
        tables.Map(Address, Target, ReadWrite);
        Protect(Target, 1);
        hart.Enter(PrivilegeMode.Supervisor);
        Translation seen = Succeeds(Address, AccessKind.Load);
        Assert.Equal((true, false, true), (seen.Readable, seen.Writable, seen.Cacheable));
        Faults(Address, AccessKind.Store, ExceptionCause.StoreAccessFault);
    }

    [Fact]
    public unsafe void Setting_the_bits_loses_no_change_that_another_hart_makes_to_the_entry()
    {
        const int Rounds = 100_003;
        const ulong Counter = 1UL << 8;
        ulong entry = tables.Map(Address, Target, V | R | W);
        hart.Enter(PrivilegeMode.Supervisor);
        // The other hart counts in the two bits for software, and takes A and D away again.
        Thread other = new(() =>
        {
            fixed (byte* bytes = hart.Memory.Memory(new PhysicalAddress(entry), 8))
            {
                ref ulong shared = ref *(ulong*)bytes;
                for (int i = 0; i < Rounds; i++)
                {
                    ulong old;
                    do old = Volatile.Read(ref shared);
                    while (Interlocked.CompareExchange(ref shared, NextCount(old & ~(A | D)), old) != old);
                }
            }
        });
        other.Start();
        while (other.IsAlive) Succeeds(Address, AccessKind.Store);
        other.Join();
        Assert.Equal((ulong)(Rounds % 4) * Counter, hart.Load(entry) & (3 * Counter));

        static ulong NextCount(ulong value) => (value & ~(3 * Counter)) | ((value + Counter) & (3 * Counter));
    }

    /// <summary>Puts a rule for one page before the one that opens all of memory.</summary>
    private void Protect(ulong page, ulong permissions)
    {
        hart[Csr.PmpCfg0] = 0;
        hart[Csr.PmpAddr0] = page >> 2 | 0x1ff;
        hart[Csr.PmpAddr0 + 1] = ~0UL;
        hart[Csr.PmpCfg0] = 0x18 | permissions | 0x1f00;
    }

    private Translation Succeeds(ulong address, AccessKind kind)
    {
        Assert.True(
            hart.Hart.Translate(new VirtualAddress(address), kind, out Translation seen), $"{kind} of 0x{address:x}");
        return seen;
    }

    /// <summary>Checks the fault, which leaves the hart in machine mode.</summary>
    private void Faults(ulong address, AccessKind kind, ExceptionCause cause)
    {
        Assert.False(hart.Hart.Translate(new VirtualAddress(address), kind, out _));
        Assert.Equal((cause, address), ((ExceptionCause)hart[Csr.MCause], hart[Csr.MTVal]));
    }
}
