using Emu.Guest.Arm64.Privileged;
using static Emu.Guest.Arm64.Privileged.SystemRegisterTable;

namespace Emu.Guest.Arm64.Tests.Privileged;

public sealed class SystemRegisterTests : IDisposable
{
    private const ulong Word = 1 << 25;
    private const int CacheType = 0xd801, Daif = 0xda11, VirtualCount = 0xdf02, Frequency = 0xdf00, Midr = 0xc000, Mpidr = 0xc005;

    private readonly TestCpu cpu = new();

    public void Dispose() => cpu.Dispose();

    [Fact]
    public void Every_row_has_the_manuals_name()
    {
        foreach (SystemRegister row in Rows())
            Assert.Equal(row.Name, SystemRegisterNames.NameOf(row.Number), ignoreCase: true);
    }

    [Fact]
    public void What_is_written_is_read_but_for_what_cannot_be_written()
    {
        foreach (SystemRegister row in Rows())
        {
            if (row.Access != RegisterAccess.ReadWrite || row.Read is not null || row.Write is not null) continue;
            ulong before = cpu[row];
            cpu[row] = ~before;
            Assert.Equal((before & ~row.Writable) | (~before & row.Writable), cpu[row]);
            cpu[row] = before;
        }
    }

    [Fact]
    public void What_el0_may_not_access_is_undefined_there()
    {
        foreach (SystemRegister row in Rows())
        {
            if (row.UserAccess != RegisterAccess.None) continue;
            cpu.Enter(0);
            Assert.False(cpu.TryRead(row.Number, out _), row.Name);
            Assert.Equal((1, Word), (cpu.Level, cpu[Syndrome]));
            cpu.Enter(0);
            Assert.False(cpu.TryWrite(row.Number, 0), row.Name);
            Assert.Equal((1, Word), (cpu.Level, cpu[Syndrome]));
        }
    }

    [Fact]
    public void Registers_of_higher_levels_are_undefined()
    {
        // HCR_EL2, SCR_EL3, SCTLR_EL12.
        foreach (int number in new[] { TestCpu.NumberOf(3, 4, 1, 1, 0), TestCpu.NumberOf(3, 6, 1, 1, 0), TestCpu.NumberOf(3, 5, 1, 0, 0) })
        {
            Assert.False(cpu.TryRead(number, out _));
            Assert.Equal(Word, cpu[Syndrome]);
        }
    }

    [Theory]
    [InlineData("cortex-a57", 0x411f_d070UL, 0x22UL)]
    [InlineData("cortex-a72", 0x410f_d083UL, 0x22UL)]
    public void Identification_says_what_the_model_is(string model, ulong main, ulong _)
    {
        using TestCpu other = new(model, id: 3);
        Assert.Equal(main, other.Read(Midr));
        Assert.Equal(0x8000_0003UL, other.Read(Mpidr));
        // AArch64 at EL0 and EL1, and nothing above.
        Assert.Equal(0x11UL, other.Read(TestCpu.NumberOf(3, 0, 0, 4, 0)));
        // All of the space is there.
        for (int crm = 1; crm < 8; crm++)
            for (int op2 = 0; op2 < 8; op2++) Assert.True(other.TryRead(TestCpu.NumberOf(3, 0, 0, crm, op2), out ulong _));
    }

    [Fact]
    public void Access_of_el0_is_trapped_with_the_registers_fields_until_el1_allows_it()
    {
        cpu.Enter(0);
        Assert.False(cpu.Cpu.Execute((uint)SystemOperation.ReadRegister, 0, 0, 0xd520_0000 | CacheType << 5 | 7, out _));
        // op0 3, op2 1, op1 3, CRn 0, Rt 7, CRm 0, read.
        Assert.Equal(0x18UL << 26 | Word | 3 << 20 | 1 << 17 | 3 << 14 | 7 << 5 | 1, cpu[Syndrome]);
        cpu[Control] |= SystemControlBits.UserReadsCacheType;
        cpu.Enter(0);
        Assert.Equal(0x8444_c004UL, cpu.Read(CacheType));
    }

    [Theory]
    [InlineData(VirtualCount, 1UL << 1)]
    [InlineData(Frequency, 1UL << 0)]
    [InlineData(Frequency, 1UL << 1)]
    [InlineData(0xdf01, 1UL << 0)]
    [InlineData(0xdf19, 1UL << 8)]
    [InlineData(0xdf11, 1UL << 9)]
    public void Counters_and_timers_are_el0s_where_el1_says_so(int register, ulong bit)
    {
        cpu[CounterControl] = 0x3ff & ~(1UL << 0 | 1UL << 1 | 1UL << 8 | 1UL << 9);
        cpu.Enter(0);
        Assert.False(cpu.TryRead(register, out _));
        Assert.Equal(0x18UL, cpu[Syndrome] >> 26);
        cpu[CounterControl] = bit;
        cpu.Enter(0);
        Assert.True(cpu.TryRead(register, out _));
    }

    [Fact]
    public void Masks_are_set_and_cleared_one_by_one()
    {
        cpu.Write(Daif, 0);
        cpu.TryWriteField(3, 6, 0b1010);
        Assert.Equal(0b1010UL << 6, cpu.Read(Daif));
        cpu.TryWriteField(3, 7, 0b1000);
        Assert.Equal(0b0010UL << 6, cpu.Read(Daif));
        cpu.Enter(0);
        Assert.False(cpu.TryWriteField(3, 6, 1));
        Assert.Equal(0x18UL, cpu[Syndrome] >> 26);
        cpu[Control] |= SystemControlBits.UserMasks;
        cpu.Enter(0);
        Assert.True(cpu.TryWriteField(3, 6, 1));
        Assert.Equal(1UL << 6, cpu.Read(Daif));
    }

    [Fact]
    public void What_a_model_lacks_is_undefined()
    {
        using TestCpu old = new("cortex-a57");
        Assert.False(old.TryWriteField(0, 4, 1));
        Assert.False(old.TryRead(TestCpu.NumberOf(3, 0, 4, 2, 3), out _));
        // RVAE1IS.
        Assert.False(old.System(0, 8, 2, 1));
        Assert.True(cpu.System(0, 8, 2, 1));
    }

    [Fact]
    public void Keys_are_read_as_they_were_written_and_decide_the_code()
    {
        int low = TestCpu.NumberOf(3, 0, 2, 1, 0), high = TestCpu.NumberOf(3, 0, 2, 1, 1);
        cpu.Write(low, 0x1234);
        cpu.Write(high, 0x5678);
        Assert.Equal((0x1234UL, 0x5678UL), (cpu.Read(low), cpu.Read(high)));
        ulong before = KeyOfA();
        cpu.Write(high, 0x5679);
        Assert.NotEqual(before, KeyOfA());
        Assert.Equal(PointerKeys.None, cpu.Cpu.EnabledKeys);
        cpu[Control] |= SystemControlBits.KeyIa;
        Assert.Equal(PointerKeys.Ia, cpu.Cpu.EnabledKeys);

        unsafe ulong KeyOfA() => cpu.Cpu.Registers[Arm64Architecture.FirstKey];
    }

    [Fact]
    public void Caches_are_those_of_a_cortex_a57()
    {
        cpu[CacheSelection] = 0;
        Assert.Equal(0x701f_e00aUL, cpu.Read(TestCpu.NumberOf(3, 1, 0, 0, 0)));
        cpu[CacheSelection] = 2;
        Assert.Equal(0x70ff_e07aUL, cpu.Read(TestCpu.NumberOf(3, 1, 0, 0, 0)));
    }

    private static IEnumerable<SystemRegister> Rows() => Enumerable.Range(0x8000, 0x8000).Select(Find).OfType<SystemRegister>();
}
