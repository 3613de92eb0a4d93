using Emu.Core.Memory;
using Emu.Guest.RiscV.Privileged;
using Emu.Isa;

namespace Emu.Guest.RiscV.Tests.Privileged;

public sealed unsafe class TrapTests : IDisposable
{
    private const ulong MachineVector = 0x8000_0100, SupervisorVector = 0x8000_0200;
    private const ulong Mie = 1 << 3, Mpie = 1 << 7, Sie = 1 << 1, Spie = 1 << 5, Spp = 1 << 8;
    private const ulong Mprv = 1 << 17, Tsr = 1 << 22;

    private readonly TestHart hart = new();

    public TrapTests()
    {
        hart[Csr.MTVec] = MachineVector;
        hart[Csr.STVec] = SupervisorVector;
    }

    public void Dispose() => hart.Dispose();

    [Fact]
    public void An_exception_goes_to_machine_mode_and_stacks_mode_and_interrupt_enable()
    {
        hart[Csr.MStatus] = Mie;
        hart.Enter(PrivilegeMode.User, 0x4000);
        hart.Hart.RaiseException(ExceptionCause.LoadPageFault, 0x1234);
        Assert.Equal(PrivilegeMode.Machine, hart.Mode);
        Assert.Equal(MachineVector, hart.Pc);
        Assert.Equal((13UL, 0x4000UL, 0x1234UL), (hart[Csr.MCause], hart[Csr.MEpc], hart[Csr.MTVal]));
        Assert.Equal(0UL, hart[Csr.MStatus] & (3UL << 11 | Mie));
    }

    [Theory]
    [InlineData(PrivilegeMode.User, 0UL)]
    [InlineData(PrivilegeMode.Supervisor, Spp)]
    public void A_delegated_exception_goes_to_supervisor_mode(PrivilegeMode from, ulong previous)
    {
        hart[Csr.MEDeleg] = 1 << 13;
        hart.Enter(from, 0x4000);
        hart.Hart.RaiseException(ExceptionCause.LoadPageFault, 0x1234);
        Assert.Equal(PrivilegeMode.Supervisor, hart.Mode);
        Assert.Equal(SupervisorVector, hart.Pc);
        Assert.Equal((13UL, 0x4000UL, 0x1234UL), (hart[Csr.SCause], hart[Csr.SEpc], hart[Csr.STVal]));
        Assert.Equal(previous, hart[Csr.SStatus] & Spp);
    }

    [Fact]
    public void An_exception_of_machine_mode_is_never_delegated()
    {
        hart[Csr.MEDeleg] = ~0UL;
        hart.Pc = 0x8000_0000;
        hart.Hart.RaiseException(ExceptionCause.LoadPageFault, 0);
        Assert.Equal(PrivilegeMode.Machine, hart.Mode);
        Assert.Equal(3UL << 11, hart[Csr.MStatus] & (3UL << 11));
    }

    [Fact]
    public void Exceptions_ignore_the_vectored_mode()
    {
        hart[Csr.MTVec] = MachineVector | 1;
        hart.Hart.RaiseException(ExceptionCause.Breakpoint, 0);
        Assert.Equal(MachineVector, hart.Pc);
    }

    [Theory]
    [InlineData(PrivilegeMode.User, 8UL)]
    [InlineData(PrivilegeMode.Supervisor, 9UL)]
    [InlineData(PrivilegeMode.Machine, 11UL)]
    public void An_environment_call_tells_the_mode_it_comes_from(PrivilegeMode from, ulong cause)
    {
        hart.Enter(from, 0x4000);
        hart.Execute(SystemOperation.EnvironmentCall, TestHart.Ecall);
        Assert.Equal((cause, 0x4000UL, 0UL), (hart[Csr.MCause], hart[Csr.MEpc], hart[Csr.MTVal]));
    }

    [Fact]
    public void A_call_from_supervisor_mode_goes_to_the_built_in_firmware_when_there_is_one()
    {
        CountingFirmware firmware = new();
        hart.Hart.Sbi = firmware;
        hart.Enter(PrivilegeMode.Supervisor, 0x4000);
        hart.Execute(SystemOperation.EnvironmentCall, TestHart.Ecall);
        Assert.Equal([0x4004UL], firmware.Calls);
        Assert.Equal((PrivilegeMode.Supervisor, 0x4004UL), (hart.Mode, hart.Pc));
    }

    [Fact]
    public void A_call_from_user_mode_does_not_go_to_the_firmware()
    {
        CountingFirmware firmware = new();
        hart.Hart.Sbi = firmware;
        hart[Csr.MEDeleg] = 1 << 8;
        hart.Enter(PrivilegeMode.User, 0x4000);
        hart.Execute(SystemOperation.EnvironmentCall, TestHart.Ecall);
        Assert.Empty(firmware.Calls);
        Assert.Equal((8UL, SupervisorVector), (hart[Csr.SCause], hart.Pc));
    }

    [Fact]
    public void An_illegal_instruction_reports_its_bits()
    {
        hart.Hart.RaiseIllegal(0xffff_ffff);
        Assert.Equal((2UL, 0xffff_ffffUL), (hart[Csr.MCause], hart[Csr.MTVal]));
    }

    [Theory]
    [InlineData(TestHart.Ebreak)]
    [InlineData(TestHart.CompressedEbreak)]
    public void A_breakpoint_reports_no_address(uint raw)
    {
        hart.Pc = 0x8000_0042;
        hart.Execute(SystemOperation.Breakpoint, raw);
        Assert.Equal((3UL, 0x8000_0042UL, 0UL), (hart[Csr.MCause], hart[Csr.MEpc], hart[Csr.MTVal]));
    }

    [Fact]
    public void Mret_unstacks_and_leaves_user_as_the_previous_mode()
    {
        hart[Csr.MStatus] = (1UL << 11) | Mpie | Mprv;
        hart[Csr.MEpc] = 0x5000;
        hart.Execute(SystemOperation.MachineReturn, TestHart.Mret);
        Assert.Equal((PrivilegeMode.Supervisor, 0x5000UL), (hart.Mode, hart.Pc));
        Assert.Equal(PrivilegeMode.Supervisor, hart.Hart.DataMode);
        hart.ReturnToMachine();
        Assert.Equal(Mpie | (1UL << 11), hart[Csr.MStatus] & (Mie | Mpie | Mprv | (3UL << 11)));
    }

    [Fact]
    public void Mret_to_machine_mode_keeps_mprv()
    {
        hart[Csr.MStatus] = (3UL << 11) | Mprv;
        hart.Execute(SystemOperation.MachineReturn, TestHart.Mret);
        Assert.Equal(Mprv | Mpie, hart[Csr.MStatus] & (Mprv | Mpie | (3UL << 11)));
        Assert.Equal(PrivilegeMode.User, hart.Hart.DataMode);
    }

    [Fact]
    public void Sret_unstacks_and_clears_mprv()
    {
        hart[Csr.MStatus] = Spp | Spie | Mprv;
        hart[Csr.SEpc] = 0x6000;
        hart.Execute(SystemOperation.SupervisorReturn, TestHart.Sret);
        Assert.Equal((PrivilegeMode.Supervisor, 0x6000UL), (hart.Mode, hart.Pc));
        Assert.Equal(Sie | Spie, hart[Csr.SStatus] & (Sie | Spie | Spp));
    }

    [Fact]
    public void Sret_traps_in_supervisor_mode_when_machine_mode_says_so()
    {
        hart[Csr.MStatus] = Tsr;
        hart.Enter(PrivilegeMode.Supervisor, 0x4000);
        hart.Execute(SystemOperation.SupervisorReturn, TestHart.Sret);
        Assert.Equal((2UL, (ulong)TestHart.Sret, 0x4000UL), (hart[Csr.MCause], hart[Csr.MTVal], hart[Csr.MEpc]));
    }

    [Theory]
    [InlineData(SystemOperation.MachineReturn, PrivilegeMode.Supervisor, TestHart.Mret)]
    [InlineData(SystemOperation.MachineReturn, PrivilegeMode.User, TestHart.Mret)]
    [InlineData(SystemOperation.SupervisorReturn, PrivilegeMode.User, TestHart.Sret)]
    [InlineData(SystemOperation.WaitForInterrupt, PrivilegeMode.User, TestHart.Wfi)]
    [InlineData(SystemOperation.FenceVirtualMemory, PrivilegeMode.User, TestHart.SfenceVma)]
    public void Instructions_of_a_higher_mode_are_illegal(SystemOperation operation, PrivilegeMode mode, uint raw)
    {
        hart.Enter(mode, 0x4000);
        hart.Execute(operation, raw);
        Assert.Equal((2UL, (ulong)raw, 0x4000UL), (hart[Csr.MCause], hart[Csr.MTVal], hart[Csr.MEpc]));
    }

    [Fact]
    public void The_low_bit_of_a_return_address_reads_zero()
    {
        hart[Csr.MEpc] = 0x1003;
        hart[Csr.SEpc] = 0x1003;
        Assert.Equal((0x1002UL, 0x1002UL), (hart[Csr.MEpc], hart[Csr.SEpc]));
        using TestHart uncompressed = new(new IsaOptions { Extensions = Extensions.All & ~Extensions.C });
        uncompressed[Csr.MEpc] = 0x1003;
        Assert.Equal(0x1000UL, uncompressed[Csr.MEpc]);
    }

    [Fact]
    public void A_reserved_vector_mode_is_not_written()
    {
        hart[Csr.MTVec] = 0x8000_0402;
        hart[Csr.STVec] = 0x8000_0403;
        Assert.Equal((MachineVector, SupervisorVector), (hart[Csr.MTVec], hart[Csr.STVec]));
    }

    [Fact]
    public void Only_exceptions_of_lower_modes_can_be_delegated()
    {
        hart[Csr.MEDeleg] = ~0UL;
        hart[Csr.MIDeleg] = ~0UL;
        Assert.Equal((0xb3ffUL, 0x222UL), (hart[Csr.MEDeleg], hart[Csr.MIDeleg]));
    }

    [Fact]
    public void Fences_tell_the_engine_what_to_forget()
    {
        const ulong All = TranslationFence.AllAddresses;
        VirtualAddress address = new(0x1234_5000);
        hart.Pc = 0x8000_0000;
        hart.Hart.State->X[7] = address.Value;
        hart.Hart.State->X[3] = 0xabc_0012;
        hart.Execute(SystemOperation.FenceVirtualMemory, TestHart.SfenceVma, first: 7, second: 0);
        hart.Execute(SystemOperation.FenceVirtualMemory, TestHart.SfenceVma, first: 7, second: 3);
        hart.Execute(SystemOperation.FenceVirtualMemory, TestHart.SfenceVma, first: 0, second: 3);
        hart.Execute(SystemOperation.FenceVirtualMemory, TestHart.SfenceVma, first: 0, second: 0);
        hart.Execute(SystemOperation.FenceInstructions, TestHart.FenceI);
        Assert.Equal(
            [new(address, 1, null), new(address, 1, 0x12), new(default, All, 0x12), TranslationFence.Everything],
            hart.Engine.Fences);
        Assert.Equal((1, 0x8000_0014UL), (hart.Engine.InstructionFences, hart.Pc));
    }

    [Fact]
    public void Supervisor_fences_and_satp_trap_when_machine_mode_virtualises_memory()
    {
        hart[Csr.MStatus] = 1UL << 20;
        hart.Enter(PrivilegeMode.Supervisor, 0x4000);
        Assert.False(hart.CanRead(Csr.Satp));
        hart.Execute(SystemOperation.FenceVirtualMemory, TestHart.SfenceVma);
        Assert.Equal((2UL, (ulong)TestHart.SfenceVma), (hart[Csr.MCause], hart[Csr.MTVal]));
    }

    [Fact]
    public void A_started_kernel_gets_every_trap_but_its_own_calls()
    {
        hart.Hart.StartInSupervisorMode(0x8020_0000, 3, 0x8700_0000);
        Assert.Equal((PrivilegeMode.Supervisor, 0x8020_0000UL), (hart.Mode, hart.Pc));
        Assert.Equal((3UL, 0x8700_0000UL), (hart.Hart.State->X[10], hart.Hart.State->X[11]));
        Assert.True(hart.CanRead(Csr.Time) && hart.CanRead(Csr.STimeCmp) && hart.CanRead(Csr.InstRet));
        Assert.True(hart.Hart.MayZeroBlocks);
        hart[Csr.STVec] = SupervisorVector;
        foreach (ExceptionCause cause in Enum.GetValues<ExceptionCause>())
        {
            if (cause is ExceptionCause.EnvironmentCallFromSupervisor or ExceptionCause.EnvironmentCallFromMachine)
                continue;
            hart.Hart.RaiseException(cause, 0);
            Assert.Equal((PrivilegeMode.Supervisor, (ulong)cause), (hart.Mode, hart[Csr.SCause]));
        }
    }

    [Fact]
    public void Reset_forgets_everything_but_the_identity()
    {
        hart[Csr.MStatus] = ~0UL;
        hart[Csr.Satp] = 8UL << 60 | 0x80100;
        hart[Csr.MEDeleg] = ~0UL;
        hart.OpenMemory();
        hart.Hart.State->X[5] = 5;
        hart.Hart.ResetVector = 0x8000_0000;
        hart.Hart.Reset();
        Assert.Equal((PrivilegeMode.Machine, 0x8000_0000UL, 0UL), (hart.Mode, hart.Pc, hart.Hart.State->X[5]));
        Assert.Equal((0UL, 0UL, 0UL, 0UL), (hart[Csr.Satp], hart[Csr.MEDeleg], hart[Csr.PmpCfg0], hart[Csr.MTVec]));
        Assert.Equal((10UL << 32, PrivilegeMode.Machine), (hart[Csr.MStatus], hart.Hart.DataMode));
        Assert.Equal(3UL, hart[Csr.MHartId]);
    }

    private sealed class CountingFirmware : ISupervisorBinaryInterface
    {
        public List<ulong> Calls { get; } = [];

        public void Call(Hart hart) => Calls.Add(hart.State->Pc);
    }
}
