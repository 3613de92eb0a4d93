using Emu.FloatingPoint;

namespace Emu.Guest.RiscV.Tests.Privileged;

public sealed unsafe class MachineStatusTests : IDisposable
{
    private const ulong Uxl64 = 2UL << 32, Sxl64 = 2UL << 34, Sd = 1UL << 63;
    private const ulong Mprv = 1UL << 17, Sum = 1UL << 18, Mxr = 1UL << 19, Tvm = 1UL << 20;

    private readonly TestHart hart = new();

    public void Dispose() => hart.Dispose();

    [Fact]
    public void After_reset_only_the_register_widths_are_set() => Assert.Equal(Uxl64 | Sxl64, hart[Csr.MStatus]);

    [Fact]
    public void Fields_that_do_not_exist_stay_zero_and_the_widths_stay_64_bits()
    {
        hart[Csr.MStatus] = ~0UL;
        Assert.Equal(0x8000_000a_007e_79aaUL, hart[Csr.MStatus]);
        hart[Csr.MStatus] = 0;
        Assert.Equal(Uxl64 | Sxl64, hart[Csr.MStatus]);
    }

    [Fact]
    public void The_supervisor_sees_and_writes_only_its_fields()
    {
        hart[Csr.SStatus] = ~0UL;
        Assert.Equal(0x8000_0002_000c_6122UL, hart[Csr.SStatus]);
        Assert.Equal(0x8000_000a_000c_6122UL, hart[Csr.MStatus]);
    }

    [Fact]
    public void A_previous_mode_that_does_not_exist_is_not_written()
    {
        hart[Csr.MStatus] = 1UL << 11;
        hart[Csr.MStatus] = 2UL << 11;
        Assert.Equal(1UL << 11, hart[Csr.MStatus] & (3UL << 11));
    }

    [Fact]
    public void Without_supervisor_mode_its_fields_are_zero()
    {
        using TestHart small = new(new IsaOptions { Extensions = Extensions.All & ~(Extensions.S | Extensions.Sstc) });
        small[Csr.MStatus] = ~0UL;
        Assert.Equal(0x8000_0002_0022_7888UL, small[Csr.MStatus]);
    }

    [Fact]
    public void Without_user_mode_the_previous_mode_is_always_machine()
    {
        using TestHart small = new(
            new IsaOptions { Extensions = Extensions.All & ~(Extensions.S | Extensions.U | Extensions.Sstc) });
        small[Csr.MStatus] = 0;
        Assert.Equal(3UL << 11, small[Csr.MStatus]);
    }

    [Fact]
    public void Writing_a_float_register_makes_the_state_dirty()
    {
        hart[Csr.MStatus] = 1UL << 13;
        Assert.Equal(1, hart.Hart.State->FloatEnabled);
        hart.Hart.State->FloatDirty = 1;
        Assert.Equal(Sd | (3UL << 13), hart[Csr.SStatus] & (Sd | (3UL << 13)));
    }

    [Fact]
    public void Cleaning_the_float_state_stays_clean_until_the_next_write()
    {
        hart[Csr.MStatus] = 3UL << 13;
        hart.Hart.State->FloatDirty = 1;
        hart.SetField(Csr.SStatus, 3UL << 13, 2UL << 13);
        Assert.Equal(2UL << 13, hart[Csr.SStatus] & (Sd | (3UL << 13)));
        hart.Hart.State->FloatDirty = 1;
        Assert.Equal(Sd | (3UL << 13), hart[Csr.SStatus] & (Sd | (3UL << 13)));
    }

    [Fact]
    public void Float_registers_are_off_until_the_state_is_enabled()
    {
        Assert.Equal(0, hart.Hart.State->FloatEnabled);
        Assert.False(hart.CanRead(Csr.Fcsr));
        hart[Csr.MStatus] = 1UL << 13;
        Assert.True(hart.CanRead(Csr.Fcsr));
        hart[Csr.MStatus] = 0;
        Assert.Equal(0, hart.Hart.State->FloatEnabled);
    }

    [Fact]
    public void Writing_fcsr_sets_flags_and_rounding_and_dirties_the_state()
    {
        hart[Csr.MStatus] = 1UL << 13;
        hart[Csr.Fcsr] = ~0UL;
        Assert.Equal(0xffUL, hart[Csr.Fcsr]);
        Assert.Equal(3UL << 13, hart[Csr.MStatus] & (3UL << 13));
        hart[Csr.Frm] = 2;
        hart[Csr.FFlags] = 0x15;
        Assert.Equal(0x55UL, hart[Csr.Fcsr]);
        Assert.Equal(FloatExceptions.Invalid | FloatExceptions.Overflow | FloatExceptions.Inexact, hart.Hart.State->FloatFlags);
        Assert.Equal(FloatRounding.Down, hart.Hart.State->FloatRounding);
    }

    [Fact]
    public void Loads_and_stores_use_the_previous_mode_while_mprv_is_set()
    {
        hart[Csr.MStatus] = Mprv;
        Assert.Equal(PrivilegeMode.User, hart.Hart.DataMode);
        hart.SetField(Csr.MStatus, 3UL << 11, 1UL << 11);
        Assert.Equal(PrivilegeMode.Supervisor, hart.Hart.DataMode);
        hart[Csr.MStatus] = 0;
        Assert.Equal(PrivilegeMode.Machine, hart.Hart.DataMode);
    }

    [Fact]
    public void The_engine_hears_of_changes_that_its_cached_translations_depend_on()
    {
        int modes = hart.Engine.ModeChanges, flushes = hart.Engine.Flushes;
        hart[Csr.MStatus] = Sum;
        Assert.Equal((modes + 1, flushes), (hart.Engine.ModeChanges, hart.Engine.Flushes));
        hart[Csr.MStatus] = Sum | Mxr;
        Assert.Equal((modes + 1, flushes + 1), (hart.Engine.ModeChanges, hart.Engine.Flushes));
        hart[Csr.MStatus] = Sum | Mxr | Mprv;
        Assert.Equal((modes + 2, flushes + 1), (hart.Engine.ModeChanges, hart.Engine.Flushes));
        hart[Csr.MStatus] = Sum | Mxr | Mprv | Tvm;
        Assert.Equal((modes + 2, flushes + 1), (hart.Engine.ModeChanges, hart.Engine.Flushes));
    }
}
