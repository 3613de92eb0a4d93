namespace Emu.Guest.RiscV.Tests.Privileged;

public sealed unsafe class CsrAccessTests : IDisposable
{
    private readonly TestHart hart = new();

    public void Dispose() => hart.Dispose();

    [Fact]
    public void Set_and_clear_change_single_bits_and_return_the_old_value()
    {
        hart[Csr.MScratch] = 0xf0;
        Assert.True(hart.TryCsr(Csr.MScratch, CsrOperation.Set, 0x0f, writes: true, out ulong old));
        Assert.Equal((0xf0UL, 0xffUL), (old, hart[Csr.MScratch]));
        Assert.True(hart.TryCsr(Csr.MScratch, CsrOperation.Clear, 0x3c, writes: true, out old));
        Assert.Equal((0xffUL, 0xc3UL), (old, hart[Csr.MScratch]));
    }

    [Fact]
    public void A_write_without_a_destination_reads_nothing()
    {
        hart[Csr.MScratch] = 7;
        bool done = hart.Hart.AccessCsr(
            Csr.MScratch, CsrOperation.Write, 9, reads: false, writes: true, TestHart.Raw, out ulong old);
        Assert.True(done);
        Assert.Equal((0UL, 9UL), (old, hart[Csr.MScratch]));
    }

    [Fact]
    public void An_access_leaves_the_pc_alone_and_a_trap_moves_it()
    {
        hart[Csr.MTVec] = 0x8000_0100;
        hart.Pc = 0x8000_0000;
        _ = hart[Csr.MScratch];
        Assert.Equal(0x8000_0000UL, hart.Pc);
        Assert.False(hart.TryCsr(0x7ff, CsrOperation.Write, 0, writes: true, out _));
        Assert.Equal((0x8000_0100UL, 0x8000_0000UL), (hart.Pc, hart[Csr.MEpc]));
    }

    [Fact]
    public void Read_only_registers_are_read_but_not_written()
    {
        int[] readOnly =
            [Csr.MVendorId, Csr.MArchId, Csr.MImpId, Csr.MHartId, Csr.MConfigPtr, Csr.Time, Csr.HpmCounter31];
        foreach (int csr in readOnly)
            Assert.True(hart.CanRead(csr) && !hart.CanWrite(csr), CsrNames.NameOrNumber(csr));
    }

    [Fact]
    public void A_mode_reaches_only_the_registers_of_its_level_and_below()
    {
        foreach (PrivilegeMode mode in Enum.GetValues<PrivilegeMode>())
        {
            hart[Csr.MStatus] = 3UL << 13;
            if (mode != PrivilegeMode.Machine) hart.Enter(mode);
            Assert.True(hart.CanRead(Csr.Fcsr));
            Assert.Equal(mode >= PrivilegeMode.Supervisor, hart.CanRead(Csr.SScratch));
            Assert.Equal(mode >= PrivilegeMode.Supervisor, hart.CanRead(Csr.Satp));
            Assert.Equal(mode == PrivilegeMode.Machine, hart.CanRead(Csr.MScratch));
            Assert.Equal(mode == PrivilegeMode.Machine, hart.CanRead(Csr.MCycle));
            hart.ReturnToMachine();
        }
    }

    [Fact]
    public void Counters_are_opened_level_by_level()
    {
        foreach ((int csr, ulong bit) in new[] { (Csr.Cycle, 1UL), (Csr.Time, 2UL), (Csr.InstRet, 4UL) })
        {
            Assert.Equal((false, false), Open(csr, 0, 7));
            Assert.Equal((true, false), Open(csr, bit, 7 & ~bit));
            Assert.Equal((true, true), Open(csr, bit, bit));
        }

        Assert.Equal((false, false), Open(Csr.HpmCounter3, ~0UL, ~0UL));
        Assert.True(hart.CanRead(Csr.HpmCounter3));
    }

    [Fact]
    public void Counter_enables_have_the_bits_of_counters_that_count()
    {
        hart[Csr.MCounterEn] = ~0UL;
        hart[Csr.SCounterEn] = ~0UL;
        hart[Csr.MCountInhibit] = ~0UL;
        Assert.Equal((7UL, 7UL, 5UL), (hart[Csr.MCounterEn], hart[Csr.SCounterEn], hart[Csr.MCountInhibit]));
    }

    [Fact]
    public void A_counter_reads_what_was_written_and_counts_on()
    {
        hart.Hart.State->InstructionsRetired = 1000;
        foreach ((int machine, int shadow) in new[] { (Csr.MCycle, Csr.Cycle), (Csr.MInstRet, Csr.InstRet) })
        {
            Assert.Equal(hart.Hart.State->InstructionsRetired, hart[machine]);
            hart[machine] = ~0UL;
            hart.Hart.State->InstructionsRetired++;
            Assert.Equal(~0UL, hart[machine]);
            hart.Hart.State->InstructionsRetired += 3;
            Assert.Equal((2UL, 2UL), (hart[machine], hart[shadow]));
            hart[machine] = hart.Hart.State->InstructionsRetired + 1;
        }
    }

    [Fact]
    public void An_inhibited_counter_stands_still_and_may_be_written()
    {
        hart.Hart.State->InstructionsRetired = 100;
        hart[Csr.MCountInhibit] = 4;
        hart.Hart.State->InstructionsRetired += 50;
        Assert.Equal((150UL, 101UL), (hart[Csr.MCycle], hart[Csr.MInstRet]));
        hart[Csr.MInstRet] = 7;
        hart.Hart.State->InstructionsRetired += 50;
        Assert.Equal(7UL, hart[Csr.MInstRet]);
        hart[Csr.MCountInhibit] = 0;
        hart.Hart.State->InstructionsRetired += 3;
        Assert.Equal(9UL, hart[Csr.MInstRet]);
    }

    [Fact]
    public void Event_counters_and_triggers_read_zero_and_take_writes()
    {
        int[] silent =
            [Csr.MHpmEvent3, Csr.MHpmEvent31, Csr.MHpmCounter3, Csr.MHpmCounter31, Csr.TSelect, Csr.TData1];
        foreach (int csr in silent)
        {
            hart[csr] = ~0UL;
            Assert.Equal(0UL, hart[csr]);
        }
    }

    [Fact]
    public void Misa_names_the_extensions_and_cannot_be_changed()
    {
        hart[Csr.Misa] = 0;
        Assert.Equal(2UL << 62 | 0x14112d, hart[Csr.Misa]);
    }

    [Fact]
    public void Satp_takes_no_mode_that_the_hart_lacks()
    {
        using TestHart small = new(new IsaOptions { HighestPagingMode = PagingMode.Sv48 });
        small[Csr.Satp] = 9UL << 60 | 0xabcdUL << 44 | 0x123;
        foreach (ulong mode in new ulong[] { 1, 7, 10, 11, 15 })
        {
            small[Csr.Satp] = mode << 60 | 0x456;
            Assert.Equal(9UL << 60 | 0xabcdUL << 44 | 0x123, small[Csr.Satp]);
        }

        small[Csr.Satp] = 0;
        Assert.Equal(0UL, small[Csr.Satp]);
    }

    [Fact]
    public void The_engine_is_told_of_a_new_satp_and_not_of_the_same_one()
    {
        ulong[] values = [8UL << 60 | 1, 8UL << 60 | 1UL << 44 | 1];
        hart[Csr.Satp] = values[0];
        hart[Csr.Satp] = values[0];
        hart[Csr.Satp] = values[1];
        Assert.Equal(values, hart.Engine.AddressSpaces);
    }

    [Fact]
    public void Environment_registers_keep_the_bits_that_exist()
    {
        hart[Csr.MEnvCfg] = ~0UL;
        hart[Csr.SEnvCfg] = ~0UL;
        Assert.Equal((1UL << 63 | 0x81, 0x81UL), (hart[Csr.MEnvCfg], hart[Csr.SEnvCfg]));
    }

    [Theory]
    [InlineData(0, 0, false, false)]
    [InlineData(0, 0x80, false, false)]
    [InlineData(0x80, 0, true, false)]
    [InlineData(0x80, 0x80, true, true)]
    public void Zeroing_blocks_is_opened_level_by_level(ulong machine, ulong supervisor, bool bySupervisor, bool byUser)
    {
        hart[Csr.MEnvCfg] = machine;
        hart[Csr.SEnvCfg] = supervisor;
        Assert.True(hart.Hart.MayZeroBlocks);
        hart.Enter(PrivilegeMode.Supervisor);
        Assert.Equal(bySupervisor, hart.Hart.MayZeroBlocks);
        hart.ReturnToMachine();
        hart.Enter(PrivilegeMode.User);
        Assert.Equal(byUser, hart.Hart.MayZeroBlocks);
    }

    [Fact]
    public void Registers_of_extensions_that_are_off_do_not_exist()
    {
        using TestHart small = new(new IsaOptions { Extensions = Extensions.I | Extensions.Zicsr, PmpRegions = 0 });
        int[] gone =
        [
            Csr.SStatus, Csr.Satp, Csr.MEDeleg, Csr.MIDeleg, Csr.MCounterEn, Csr.MEnvCfg, Csr.Fcsr, Csr.Time,
            Csr.STimeCmp, Csr.PmpCfg0, Csr.PmpAddr0,
        ];
        foreach (int csr in gone) Assert.False(small.CanRead(csr), CsrNames.NameOrNumber(csr));
    }

    [Fact]
    public void Names_are_those_of_the_registers()
    {
        Assert.Equal("mstatus", CsrNames.Find(Csr.MStatus));
        Assert.Equal("pmpaddr63", CsrNames.Find(Csr.PmpAddr63));
        Assert.Equal("hpmcounter31", CsrNames.Find(Csr.HpmCounter31));
        Assert.Equal("0x7ff", CsrNames.NameOrNumber(0x7ff));
    }

    private (bool BySupervisor, bool ByUser) Open(int csr, ulong machine, ulong supervisor)
    {
        hart[Csr.MCounterEn] = machine;
        hart[Csr.SCounterEn] = supervisor;
        Assert.True(hart.CanRead(csr));
        hart.Enter(PrivilegeMode.Supervisor);
        bool bySupervisor = hart.CanRead(csr);
        hart.ReturnToMachine();
        hart.Enter(PrivilegeMode.User);
        bool byUser = hart.CanRead(csr);
        hart.ReturnToMachine();
        return (bySupervisor, byUser);
    }
}
