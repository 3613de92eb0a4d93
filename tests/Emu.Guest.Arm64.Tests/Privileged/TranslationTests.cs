using Emu.Core.Memory;
using Emu.Guest.Arm64.Privileged;
using Emu.Isa;
using static Emu.Guest.Arm64.Privileged.SystemRegisterTable;

namespace Emu.Guest.Arm64.Tests.Privileged;

public sealed class TranslationTests : IDisposable
{
    private const ulong Root = TestCpu.RamStart + (1 << 20), Block = 0x401;

    private readonly TestCpu cpu = new();

    public void Dispose() => cpu.Dispose();

    [Fact]
    public void Without_translation_addresses_are_those_of_the_bus()
    {
        Assert.True(cpu.Cpu.Translate(new VirtualAddress(0x0900_0000), AccessKind.Load, out Translation translation));
        Assert.Equal(0x0900_0000UL, translation.Address.Value);
        Assert.False(cpu.Cpu.Translate(new VirtualAddress(1UL << 53), AccessKind.Load, out _));
        Assert.Equal(0x25UL << 26 | 1 << 25, cpu[Syndrome]);
    }

    [Fact]
    public void A_table_base_counts_from_the_next_synchronization_on()
    {
        Map();
        cpu.Engine.AddressSpaces.Clear();
        cpu[LowerBase] = Root + 4096;
        Assert.Empty(cpu.Engine.AddressSpaces);
        Assert.True(cpu.Cpu.TryTranslate(new VirtualAddress(TestCpu.RamStart), AccessKind.Load, out _));
        cpu.Execute(SystemOperation.SynchronizeInstructions, TestCpu.Isb);
        Assert.Equal([Root + 4096], cpu.Engine.AddressSpaces);
        Assert.False(cpu.Cpu.TryTranslate(new VirtualAddress(TestCpu.RamStart), AccessKind.Load, out _));
    }

    [Theory]
    [InlineData(0UL, 0x12UL)]
    [InlineData(1UL << 36, 0x3412UL)]
    [InlineData(1UL << 22, 0x78UL)]
    [InlineData(1UL << 22 | 1UL << 36, 0x5678UL)]
    public void The_address_space_has_the_bits_of_the_register_that_is_chosen(ulong tcr, ulong space)
    {
        cpu[LowerBase] = 0x3412UL << 48 | Root;
        cpu[UpperBase] = 0x5678UL << 48 | Root;
        cpu.Engine.AddressSpaces.Clear();
        cpu[TranslationControlRegister] = tcr;
        Assert.Equal([Root | space << 48], cpu.Engine.AddressSpaces);
    }

    // VMALLE1, ASIDE1, VAE1, VAALE1, and a range: 2 MiB from 0x20000 on.
    [Theory]
    [InlineData(7, 0, 0UL, 0UL, TranslationFence.AllAddresses, -1)]
    [InlineData(7, 2, 0x1234_0000_0000_0000UL, 0UL, TranslationFence.AllAddresses, 0x1234)]
    [InlineData(7, 1, 0x1234_0000_0000_0055UL, 0x5_5000UL, 1UL, -1)]
    [InlineData(7, 7, 0x0000_0fff_ffff_ff55UL, 0xffff_ffff_fff5_5000UL, 1UL, -1)]
    [InlineData(6, 1, 1UL << 46 | 1UL << 44 | 7UL << 39 | 0x20UL, 0x2_0000UL, 2UL << 20, -1)]
    public void An_invalidation_names_addresses_and_a_space(int crm, int op2, ulong operand, ulong start, ulong size, int space)
    {
        cpu.Engine.Fences.Clear();
        Assert.True(cpu.System(0, 8, crm, op2, operand));
        TranslationFence fence = Assert.Single(cpu.Engine.Fences);
        Assert.Equal(new TranslationFence(new VirtualAddress(start), size, space < 0 ? null : (ushort)space), fence);
    }

    [Theory]
    [InlineData(3, 0, true)]
    [InlineData(1, 0, true)]
    [InlineData(7, 0, false)]
    public void An_invalidation_of_the_domain_is_asked_of_the_other_cpus(int crm, int op2, bool isShared)
    {
        using TestCpu other = new();
        cpu.Cpu.Others = [other.Cpu];
        Assert.True(cpu.System(0, 8, crm, op2));
        Assert.Equal(isShared ? [(TranslationFence.Everything, false)] : [], other.Engine.RequestedFences);
    }

    [Fact]
    public void Instructions_that_were_stored_are_announced_to_all_cpus_at_the_barrier()
    {
        using TestCpu other = new();
        cpu.Cpu.Others = [other.Cpu];
        cpu.Cpu.Execute((uint)SystemOperation.InvalidateInstructions, TestCpu.RamStart, 0, 0xd50b_7520, out _);
        Assert.Equal(0, cpu.Engine.InstructionFences);
        cpu.Execute(SystemOperation.SynchronizeInstructions, TestCpu.Dsb);
        Assert.Equal(1, cpu.Engine.InstructionFences);
        Assert.Equal([((TranslationFence?)null, true)], other.Engine.RequestedFences);
        cpu.Execute(SystemOperation.SynchronizeInstructions, TestCpu.Isb);
        Assert.Equal(1, cpu.Engine.InstructionFences);
    }

    [Fact]
    public void Translation_by_instruction_leaves_address_or_fault_in_the_register()
    {
        Map();
        cpu[Attributes] = 0xff;
        Assert.True(cpu.System(0, 7, 8, 0, TestCpu.RamStart + 0x1234));
        Assert.Equal(0xff00_0000_0000_0a00UL | TestCpu.RamStart + 0x1000, cpu[TranslatedAddress]);
        // As EL0, which may not; and at an address that is not mapped.
        Assert.True(cpu.System(0, 7, 8, 2, TestCpu.RamStart));
        Assert.Equal(0x800UL | 0xd << 1 | 1, cpu[TranslatedAddress]);
        Assert.True(cpu.System(0, 7, 8, 1, 0));
        Assert.Equal(0x800UL | 0x5 << 1 | 1, cpu[TranslatedAddress]);
    }

    [Fact]
    public void Maintenance_of_an_address_that_is_not_mapped_says_that_it_was_maintenance()
    {
        Map();
        Assert.False(cpu.Cpu.Execute((uint)SystemOperation.CleanData, 0x1234, 0, 0xd50b_7b20, out _));
        Assert.Equal((0x25UL << 26 | 1 << 25 | 1 << 8 | 1 << 6 | 5, 0x1234UL), (cpu[Syndrome], cpu[FaultAddress]));
    }

    [Fact]
    public void Contexts_tell_the_levels_and_pan_apart()
    {
        Assert.Equal((Arm64Architecture.KernelUserContext, Arm64Architecture.KernelContext), (cpu.Cpu.DataContext, cpu.Cpu.FetchContext));
        cpu.TryWriteField(0, 4, 1);
        Assert.Equal((Arm64Architecture.KernelContext, Arm64Architecture.KernelContext), (cpu.Cpu.DataContext, cpu.Cpu.FetchContext));
        cpu.Enter(0);
        Assert.Equal((Arm64Architecture.ProgramContext, Arm64Architecture.ProgramContext), (cpu.Cpu.DataContext, cpu.Cpu.FetchContext));
    }

    [Fact]
    public void Mappings_are_shown_as_ranges_and_by_page()
    {
        Assert.Null(cpu.Cpu.DescribeMappings(isByPage: false));
        Map();
        ulong second = Root + 4096, third = Root + 8192;
        // The third GiB by 2 MiB: two blocks of EL0 in a row, one that is read only, and a table with a page.
        cpu.Store(Root + 16, second | 3);
        for (ulong i = 0; i < 2; i++) cpu.Store(second + 8 * i, TestCpu.RamStart + (i << 21) | Block | 1 << 6 | 1 << 11);
        cpu.Store(second + 16, TestCpu.RamStart | Block | 1 << 7 | 3UL << 53);
        cpu.Store(second + 24, third | 3 | 1UL << 62);
        cpu.Store(third + 8, TestCpu.RamStart | 3 | Block);
        Assert.Equal(
            [
                $"0000000040000000 {TestCpu.RamStart:x16} 0000000040000000 rwx--xga",
                $"0000000080000000 {TestCpu.RamStart:x16} 0000000000400000 rw-rwx-a",
                $"0000000080400000 {TestCpu.RamStart:x16} 0000000000200000 r-----ga",
                $"0000000080601000 {TestCpu.RamStart:x16} 0000000000001000 r-x--xga",
            ],
            cpu.Cpu.DescribeMappings(isByPage: false)!.Skip(2));
        Assert.Equal(5, cpu.Cpu.DescribeMappings(isByPage: true)!.Count);
    }

    [Fact]
    public void A_table_that_leads_to_itself_is_listed_to_an_end()
    {
        Map();
        for (ulong i = 0; i < 512; i++) cpu.Store(Root + 8 * i, Root | 3);
        cpu[UpperBase] = Root;
        Assert.NotEmpty(cpu.Cpu.DescribeMappings(isByPage: true)!);
    }

    // Blocks of 1 GiB: the second one is the RAM, for EL1 alone. 39 bits of addresses, tables of 4 KiB.
    private void Map()
    {
        cpu.Store(Root + 8, TestCpu.RamStart | Block);
        cpu[LowerBase] = Root;
        cpu[TranslationControlRegister] = 25 | 25UL << 16 | 2UL << 30 | 5UL << 32;
        cpu[Control] |= SystemControlBits.Translation;
    }
}
