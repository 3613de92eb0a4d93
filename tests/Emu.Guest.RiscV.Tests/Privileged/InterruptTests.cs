using CsCheck;
using Emu.Isa;

namespace Emu.Guest.RiscV.Tests.Privileged;

public sealed unsafe class InterruptTests : IDisposable
{
    private const ulong Vector = 0x8000_0100, SupervisorVector = 0x8000_0200;
    private const ulong Mie = 1 << 3, Sie = 1 << 1, InterruptFlag = 1UL << 63;
    private const int Ssi = 1, Msi = 3, Sti = 5, Mti = 7, Sei = 9, Mei = 11;

    /// <summary>All inputs, the one to take first first (privileged specification, 3.1.9).</summary>
    private static readonly int[] Priorities = [Mei, Msi, Mti, Sei, Ssi, Sti];

    private readonly TestHart hart = new();

    public InterruptTests()
    {
        hart[Csr.MTVec] = Vector;
        hart[Csr.STVec] = SupervisorVector;
    }

    public void Dispose() => hart.Dispose();

    [Fact]
    public void Inputs_show_in_mip_and_only_existing_enables_are_kept()
    {
        foreach (int input in Priorities) hart.Hart.SetLevel(input, true);
        Assert.Equal(0xaaaUL, hart[Csr.Mip]);
        foreach (int input in Priorities) hart.Hart.SetLevel(input, false);
        Assert.Equal(0UL, hart[Csr.Mip]);
        hart[Csr.Mie] = ~0UL;
        Assert.Equal(0xaaaUL, hart[Csr.Mie]);
    }

    [Fact]
    public void Software_writes_only_the_supervisor_bits_of_mip()
    {
        hart[Csr.Mip] = ~0UL;
        Assert.Equal(0x222UL, hart[Csr.Mip]);
        hart[Csr.Mip] = 0;
        Assert.Equal(0UL, hart[Csr.Mip]);
    }

    [Fact]
    public void The_external_wire_and_the_software_bit_are_ored()
    {
        hart.Hart.SetLevel(Sei, true);
        Assert.True(hart.TryCsr(Csr.Mip, CsrOperation.Set, 1 << Ssi, writes: true, out ulong old));
        Assert.Equal(1UL << Sei, old);
        hart.Hart.SetLevel(Sei, false);
        Assert.Equal(1UL << Ssi, hart[Csr.Mip]);
        hart[Csr.Mip] = 1 << Sei;
        hart.Hart.SetLevel(Sei, true);
        hart.Hart.SetLevel(Sei, false);
        Assert.Equal(1UL << Sei, hart[Csr.Mip]);
    }

    [Fact]
    public void The_supervisor_sees_delegated_interrupts_and_clears_only_the_software_one()
    {
        hart[Csr.Mip] = 0x222;
        hart[Csr.Mie] = 0xaaa;
        Assert.Equal((0UL, 0UL), (hart[Csr.Sip], hart[Csr.Sie]));
        hart[Csr.Sip] = 0;
        Assert.Equal(0x222UL, hart[Csr.Mip]);
        hart[Csr.MIDeleg] = 0x202;
        Assert.Equal((0x202UL, 0x202UL), (hart[Csr.Sip], hart[Csr.Sie]));
        hart[Csr.Sip] = 0;
        hart[Csr.Sie] = 0;
        Assert.Equal((0x220UL, 0x8a8UL), (hart[Csr.Mip], hart[Csr.Mie]));
    }

    [Fact]
    public void An_input_asks_the_hart_to_look_and_taking_it_clears_the_request()
    {
        hart[Csr.Mie] = 1 << Mti;
        hart[Csr.MStatus] = Mie;
        hart.Pc = 0x8000_0000;
        Assert.Equal(CpuRequests.None, hart.Requests);
        hart.Hart.SetLevel(Mti, true);
        Assert.Equal(CpuRequests.Interrupt, hart.Requests);
        Assert.True(hart.Hart.TakeInterrupt());
        Assert.Equal((CpuRequests.None, Vector), (hart.Requests, hart.Pc));
        Assert.Equal((InterruptFlag | Mti, 0x8000_0000UL, 0UL), (hart[Csr.MCause], hart[Csr.MEpc], hart[Csr.MTVal]));
        Assert.False(hart.Hart.TakeInterrupt());
    }

    [Fact]
    public void A_vectored_handler_is_found_by_the_cause()
    {
        hart[Csr.MTVec] = Vector | 1;
        hart[Csr.Mie] = 1 << Mei;
        hart[Csr.MStatus] = Mie;
        hart.Hart.SetLevel(Mei, true);
        Assert.True(hart.Hart.TakeInterrupt());
        Assert.Equal(Vector + (4 * Mei), hart.Pc);
    }

    [Fact]
    public void Enabling_what_is_pending_asks_again()
    {
        hart.Hart.SetLevel(Mti, true);
        Assert.False(hart.Hart.TakeInterrupt());
        hart[Csr.MStatus] = Mie;
        Assert.Equal(CpuRequests.None, hart.Requests);
        hart[Csr.Mie] = 1 << Mti;
        Assert.Equal(CpuRequests.Interrupt, hart.Requests);
        hart[Csr.Mie] = 0;
        Assert.False(hart.Hart.TakeInterrupt());
        hart[Csr.MStatus] = 0;
        hart[Csr.Mie] = 1 << Mti;
        Assert.Equal(CpuRequests.None, hart.Requests);
        hart[Csr.MStatus] = Mie;
        Assert.Equal(CpuRequests.Interrupt, hart.Requests);
    }

    [Fact]
    public void Returning_to_a_mode_where_it_is_enabled_asks_again()
    {
        hart[Csr.Mie] = 1 << Mti;
        hart.Hart.SetLevel(Mti, true);
        Assert.False(hart.Hart.TakeInterrupt());
        hart.Enter(PrivilegeMode.Supervisor);
        Assert.Equal(CpuRequests.Interrupt, hart.Requests);
        Assert.True(hart.Hart.TakeInterrupt());
        Assert.Equal(PrivilegeMode.Machine, hart.Mode);
    }

    [Fact]
    public void Taking_one_and_choosing_the_next_follow_the_specification() =>
        Gen.Select(Gen.ULong, Gen.ULong, Gen.ULong, Gen.Enum<PrivilegeMode>(), Gen.Bool, Gen.Bool).Sample(
            (pending, enabled, delegated, mode, machineEnabled, supervisorEnabled) =>
            {
                using TestHart fresh = new();
                fresh[Csr.MTVec] = Vector;
                fresh[Csr.STVec] = SupervisorVector;
                fresh[Csr.Mie] = enabled;
                fresh[Csr.MIDeleg] = delegated;
                foreach (int input in Priorities) fresh.Hart.SetLevel(input, (pending >> input & 1) != 0);
                fresh[Csr.MStatus] = (machineEnabled ? 1UL << 7 : 0) | (supervisorEnabled ? Sie : 0);
                fresh.Enter(mode, 0x4000);

                bool toMachine = mode != PrivilegeMode.Machine || machineEnabled;
                bool toSupervisor =
                    mode == PrivilegeMode.User || (mode == PrivilegeMode.Supervisor && supervisorEnabled);
                int[] ready = [.. Priorities.Where(input => ((pending & enabled & 0xaaa) >> input & 1) != 0)];
                ulong delegable = delegated & 0x222;
                int[] machine = [.. ready.Where(input => toMachine && (delegable >> input & 1) == 0)];
                int[] supervisor = [.. ready.Where(input => toSupervisor && (delegable >> input & 1) != 0)];
                int expected = machine.Concat(supervisor).FirstOrDefault(-1);

                Assert.Equal(
                    expected >= 0, (fresh.Requests & CpuRequests.Interrupt) != 0 && fresh.Hart.TakeInterrupt());
                if (expected < 0) return;
                bool byMachine = machine.Length != 0;
                Assert.Equal(byMachine ? PrivilegeMode.Machine : PrivilegeMode.Supervisor, fresh.Mode);
                Assert.Equal(byMachine ? Vector : SupervisorVector, fresh.Pc);
                Assert.Equal(InterruptFlag | (uint)expected, fresh[byMachine ? Csr.MCause : Csr.SCause]);
            },
            iter: 300);

    [Fact]
    public void An_input_that_does_not_exist_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => hart.Hart.SetLevel(2, true));

    [Fact]
    public void Waiting_with_an_enabled_interrupt_pending_goes_on_at_once()
    {
        hart[Csr.Mie] = 1 << Mti;
        hart.Hart.SetLevel(Mti, true);
        hart.Pc = 0x8000_0000;
        hart.Execute(SystemOperation.WaitForInterrupt, TestHart.Wfi);
        Assert.Equal((0x8000_0004UL, PrivilegeMode.Machine), (hart.Pc, hart.Mode));
    }

    [Theory]
    [InlineData(CpuRequests.Stop)]
    [InlineData(CpuRequests.Mail)]
    public void A_request_ends_the_wait(CpuRequests request)
    {
        Thread sleeper = StartWaiting();
        hart.Hart.Request(request);
        sleeper.Join();
        Assert.Equal(0x8000_0004UL, hart.Pc);
        Assert.False(hart.Hart.IsWaiting);
        Assert.Equal(request, hart.Requests & request);
    }

    [Fact]
    public void An_interrupt_that_is_not_enabled_does_not_end_the_wait()
    {
        hart[Csr.Mie] = 1 << Mti;
        Thread sleeper = StartWaiting();
        hart.Hart.SetLevel(Mei, true);
        hart.Hart.SetLevel(Mti, true);
        sleeper.Join();
        Assert.Equal(0x8000_0004UL, hart.Pc);
    }

    [Fact]
    public void No_wake_up_is_lost_between_two_threads()
    {
        const int Rounds = 20_000;
        hart[Csr.Mie] = 1 << Msi;
        Thread waker = new(() =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                hart.Hart.SetLevel(Msi, true);
                while ((Volatile.Read(ref taken) <= i)) Thread.Yield();
            }
        });
        waker.Start();
        for (int i = 0; i < Rounds; i++)
        {
            hart.Execute(SystemOperation.WaitForInterrupt, TestHart.Wfi);
            hart.Hart.SetLevel(Msi, false);
            Volatile.Write(ref taken, i + 1);
        }

        waker.Join();
        Assert.Equal(0UL, hart[Csr.Mip]);
    }

    [Fact]
    public void Waiting_in_supervisor_mode_traps_when_machine_mode_says_so()
    {
        hart[Csr.MStatus] = 1UL << 21;
        hart.Enter(PrivilegeMode.Supervisor, 0x4000);
        hart.Execute(SystemOperation.WaitForInterrupt, TestHart.Wfi);
        Assert.Equal((2UL, (ulong)TestHart.Wfi, 0x4000UL), (hart[Csr.MCause], hart[Csr.MTVal], hart[Csr.MEpc]));
    }

    private int taken;

    private Thread StartWaiting()
    {
        hart.Pc = 0x8000_0000;
        Thread sleeper = new(() => hart.Execute(SystemOperation.WaitForInterrupt, TestHart.Wfi));
        sleeper.Start();
        while (!hart.Hart.IsWaiting) Thread.Yield();
        return sleeper;
    }
}
