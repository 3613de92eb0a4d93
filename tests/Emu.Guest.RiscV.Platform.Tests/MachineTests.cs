using Emu.Guest.RiscV.Boards;
using Emu.Machine;
using Emu.Machine.Boards;
using Emu.Machine.Boot;
using Emu.Testing;
using Emu.Testing.Machines;
using static Emu.Testing.Machines.Registers;
using static Emu.Testing.RiscVWord;

namespace Emu.Guest.RiscV.Platform.Tests;

/// <summary>Whole machines, from power-on to their end.</summary>
public sealed class MachineTests
{
    private const uint Pass = 0x5555, Fail = 0x3333, Reset = 0x7777;
    private const uint Srst = 0x53525354, Hsm = 0x48534d, Dbcn = 0x4442434e;
    private const uint Rfnc = 0x52464e43, Ipi = 0x735049, Time = 0x54494d45;

    /// <summary>RAM that no image lies in.</summary>
    private const ulong Scratch = 0x8040_0000;

    [Theory]
    [InlineData(Pass, 0)]
    [InlineData(Fail | 7 << 16, 7)]
    [InlineData(Fail | 255 << 16, 255)]
    public void The_test_finisher_ends_the_machine_with_its_status(uint command, int status)
    {
        GuestCode code = new();
        code.Finish(command);
        Assert.Equal((status, ""), GuestRun.Run(code));
        Assert.Equal((status, ""), GuestRun.Run(code, FirmwareKind.None, cpus: 2));
    }

    [Fact]
    public void A_reset_starts_again_with_memory_kept_and_the_image_restored()
    {
        // Counts its starts beyond the image, spoils itself, and ends at the third start with what it counted.
        GuestCode code = new();
        code.LoadAddress(S0, Scratch);
        code.Add(Ld(T2, 0, S0), Addi(T2, T2, 1), Sd(T2, 0, S0), Addi(S1, Zero, 3));
        int branch = code.Reserve();
        code.LoadAddress(S0, GuestRun.Start);
        code.Add(Sd(Zero, 0, S0));
        code.Finish(Reset);
        code.Patch(branch, offset => Beq(T2, S1, offset));
        code.Finish(Fail | 33 << 16);
        Assert.Equal((33, ""), GuestRun.Run(code));
        Assert.Equal((0, ""), GuestRun.Run(code, endsOnReset: true));
    }

    [Fact]
    public void An_interrupt_that_a_device_asserts_is_not_pending_after_a_reset()
    {
        // The first start lets the serial port interrupt when it has room; the second looks at the PLIC.
        GuestCode code = new();
        code.LoadConstant(S1, 0x1000_0000);
        code.LoadAddress(S0, Scratch);
        code.Add(Ld(T2, 0, S0));
        int branch = code.Reserve();
        code.Add(Addi(T1, Zero, 1), Sd(T1, 0, S0));
        code.Add(Addi(T1, Zero, 2), S(1, T1, S1, 0b000, 0b0100011)); // sb t1, 1(s1): IER
        code.Finish(Reset);
        code.Patch(branch, offset => Bne(T2, Zero, offset));
        code.LoadConstant(S1, 0x0c00_1000);
        code.Add(I(0, S1, 0b010, T2, 0b0000011)); // lw t2, 0(s1)
        int bad = code.Reserve();
        code.Finish(Pass);
        code.Patch(bad, offset => Bne(T2, Zero, offset));
        code.Finish(Fail | 1 << 16);
        Assert.Equal((0, ""), GuestRun.Run(code));
    }

    [Fact]
    public void A_shutdown_takes_the_place_of_a_reset_that_was_asked_for_before()
    {
        GuestCode code = new();
        code.Finish(Pass);
        Assert.Equal((5, ""), GuestRun.Run(code, beforeRun: machine =>
        {
            machine.RequestReset();
            machine.RequestShutdown(5);
            machine.RequestShutdown(6);
            machine.RequestReset();
        }));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 1, 1)]
    public void A_system_reset_call_powers_off_with_a_status_for_its_reason(int type, int reason, int status)
    {
        GuestCode code = new();
        code.Add(Addi(A0, Zero, type), Addi(A1, Zero, reason));
        code.CallSbi(Srst, 0);
        code.Finish(Fail | 9 << 16);
        Assert.Equal((status, ""), GuestRun.Run(code));
    }

    [Fact]
    public void A_kernel_gets_its_hart_and_the_device_tree()
    {
        // The first word of the tree is its magic number, bytes d0 0d fe ed.
        GuestCode code = new();
        code.Add(Ld(T2, 0, A1), I(0xff, T2, 0b111, T2, 0b0010011), Addi(S1, Zero, 0xd0));
        int bad = code.Reserve();
        int secondBad = code.Reserve();
        code.Finish(Pass);
        code.Patch(bad, offset => Bne(T2, S1, offset));
        code.Patch(secondBad, offset => Bne(A0, Zero, offset));
        code.Finish(Fail | 1 << 16);
        Assert.Equal((0, ""), GuestRun.Run(code));
    }

    [Fact]
    public void The_debug_console_prints_from_physical_memory()
    {
        GuestCode code = new();
        code.LoadAddress(A1, Scratch);
        code.LoadConstant(T0, 0x0a696821); // "!hi\n"
        code.Add(Sd(T0, 0, A1), Addi(A0, Zero, 4), Addi(A2, Zero, 0));
        code.CallSbi(Dbcn, 0);
        code.Finish(Pass);
        Assert.Equal((0, "!hi\n"), GuestRun.Run(code));
    }

    [Fact]
    public void What_the_port_still_holds_when_the_guest_ends_is_printed()
    {
        GuestCode code = new();
        code.LoadConstant(T0, 0x1000_0000);
        code.Add(Addi(T1, Zero, 1), S(2, T1, T0, 0b000, 0b0100011)); // sb t1, 2(t0): FIFOs on
        foreach (char letter in "ab") code.Add(Addi(T1, Zero, letter), S(0, T1, T0, 0b000, 0b0100011));
        code.Finish(Pass);
        Assert.Equal((0, "ab"), GuestRun.Run(code, consoleRoom: 1));
    }

    [Fact]
    public void A_hart_starts_stopped_and_runs_where_another_one_starts_it()
    {
        // Hart 1 gets its id in a0 and the argument in a1, and ends with their sum.
        GuestCode code = new();
        int branch = code.Reserve();
        code.Add(Addi(A0, Zero, 1), Addi(A2, Zero, 40));
        code.LoadAddress(A1, GuestRun.Start);
        code.CallSbi(Hsm, 0);
        code.Loop();
        code.Patch(branch, offset => Bne(A0, Zero, offset));
        code.Add(R(0, A1, A0, 0, T2, 0b0110011), I(16, T2, 0b001, T2, 0b0010011)); // add t2, a0, a1; slli t2, t2, 16
        code.LoadConstant(T0, 0x10_0000);
        code.LoadConstant(T1, Fail);
        code.Add(R(0, T2, T1, 0, T1, 0b0110011), S(0, T1, T0, 0b010, 0b0100011));
        code.Loop();
        Assert.Equal((41, ""), GuestRun.Run(code, cpus: 2));
    }

    [Fact]
    public void A_remote_fence_returns_while_the_other_hart_runs_and_while_it_fences_back()
    {
        // Both CPUs fence each other a thousand times; CPU 0 then waits for CPU 1's mark.
        GuestCode code = new();
        int branch = code.Reserve();
        code.Add(Addi(A0, Zero, 1));
        code.LoadAddress(A1, GuestRun.Start);
        code.CallSbi(Hsm, 0);
        FenceOften(code);
        code.LoadAddress(S0, Scratch);
        code.Add(Ld(T2, 0, S0), Beq(T2, Zero, -4));
        code.Finish(Pass);
        code.Patch(branch, offset => Bne(A0, Zero, offset));
        FenceOften(code);
        code.LoadAddress(S0, Scratch);
        code.Add(Addi(T2, Zero, 1), Sd(T2, 0, S0));
        code.Loop();
        Assert.Equal((0, ""), GuestRun.Run(code, cpus: 2));
    }

    [Fact]
    public void An_interprocessor_interrupt_wakes_a_hart_that_waits()
    {
        const uint wfi = 0x10500073, enableSoftware = 0x10416073; // csrsi sie, 2
        GuestCode code = new();
        int branch = code.Reserve();
        code.Add(Addi(A0, Zero, 1));
        code.LoadAddress(A1, GuestRun.Start);
        code.CallSbi(Hsm, 0);
        int again = code.Position;
        code.Add(Addi(A0, Zero, 2), Addi(A1, Zero, 0));
        code.CallSbi(Ipi, 0);
        code.Add(Beq(Zero, Zero, again - code.Position));
        code.Patch(branch, offset => Bne(A0, Zero, offset));
        code.Add(enableSoftware, wfi);
        code.Finish(Pass);
        Assert.Equal((0, ""), GuestRun.Run(code, cpus: 2));
    }

    [Fact]
    public void The_timer_call_wakes_a_hart_that_waits()
    {
        const uint wfi = 0x10500073;
        GuestCode code = new();
        code.Add(Addi(T0, Zero, 32), I(0x104, T0, 0b010, 0, 0b1110011)); // csrs sie, STIE
        code.Add(I(0xc01, 0, 0b010, A0, 0b1110011)); // rdtime a0
        code.LoadConstant(T0, 20_000);
        code.Add(R(0, T0, A0, 0, A0, 0b0110011));
        code.CallSbi(Time, 0);
        code.Add(wfi);
        code.Finish(Pass);
        Assert.Equal((0, ""), GuestRun.Run(code));
    }

    [Fact]
    public void Sizes_that_the_machine_cannot_have_are_refused()
    {
        Assert.Equal(MachineError.CpuCount, Refusal(new() { CpuCount = 0 }));
        Assert.Equal(MachineError.CpuCount, Refusal(new() { CpuCount = 513 }));
        Assert.Equal(MachineError.TooMuchMemory, Refusal(new() { MemorySize = ulong.MaxValue & ~4095UL }));
        Assert.Equal(MachineError.NotEnoughHostMemory, Refusal(new() { MemorySize = 1UL << 50 }));
    }

    [Fact]
    public void A_machine_may_have_more_memory_than_its_host()
    {
        GuestCode code = new();
        code.Finish(Pass);
        using TemporaryFile kernel = new(code.ToArray());
        MachineOptions options = new() { MemorySize = 1UL << 42, Boot = new BootOptions() { KernelPath = kernel.Path } };
        using Emu.Machine.Machine machine = new(VirtBoard.Board, options, (_, _) => new RecordingBackend());
        Assert.Equal(0, machine.Run());
    }

    [Fact]
    public void A_kernel_above_the_built_in_firmware_is_refused_on_harts_without_supervisor_mode()
    {
        IsaOptions isa = new() { Extensions = Extensions.All & ~(Extensions.S | Extensions.Sstc) };
        Assert.Equal(MachineError.UnfitCpu, Refusal(new() { CpuModel = isa }));
    }

    [Fact]
    public void A_machine_that_cannot_be_assembled_disposes_what_it_opened()
    {
        using TemporaryFile kernel = new([1, 2, 3, 4]);
        MachineOptions options = new() { Boot = new BootOptions() { KernelPath = kernel.Path } };
        // Two devices at one address.
        Board twice = VirtBoard.Board with { Devices = [.. VirtBoard.Board.Devices, .. VirtBoard.Board.Devices] };
        using RecordingBackend serial = new();
        Assert.ThrowsAny<Exception>(() => new Emu.Machine.Machine(twice, options, (_, _) => serial).Dispose());
        Assert.True(serial.IsDisposed);
    }

    private static MachineError Refusal(MachineOptions options)
    {
        using TemporaryFile kernel = new([1, 2, 3, 4]);
        MachineOptions wanted = options with { Boot = new BootOptions() { KernelPath = kernel.Path } };
        return Assert.Throws<MachineException>(
            () => new Emu.Machine.Machine(VirtBoard.Board, wanted, (_, _) => new RecordingBackend()).Dispose()).Error;
    }

    private static void FenceOften(GuestCode code)
    {
        code.Add(Addi(S1, Zero, 1000));
        int again = code.Position;
        code.Add(Addi(A0, Zero, 3), Addi(A1, Zero, 0));
        code.CallSbi(Rfnc, 1);
        code.Add(Addi(S1, S1, -1), Bne(S1, Zero, again - code.Position - 4));
    }
}
