using Emu.Core.Memory;
using Emu.Guest.RiscV.Privileged;
using Emu.Isa;

namespace Emu.Guest.RiscV.Tests.Privileged;

/// <summary>What the kernel of user mode is told of the exceptions of a program.</summary>
public sealed unsafe class UserKernelTests
{
    [Theory]
    [InlineData(ExceptionCause.EnvironmentCallFromUser, TrapKind.SystemCall)]
    [InlineData(ExceptionCause.IllegalInstruction, TrapKind.Illegal)]
    [InlineData(ExceptionCause.Breakpoint, TrapKind.Breakpoint)]
    [InlineData(ExceptionCause.InstructionAddressMisaligned, TrapKind.Misaligned)]
    [InlineData(ExceptionCause.LoadAddressMisaligned, TrapKind.Misaligned)]
    [InlineData(ExceptionCause.StoreAddressMisaligned, TrapKind.Misaligned)]
    [InlineData(ExceptionCause.InstructionPageFault, TrapKind.FetchFault)]
    [InlineData(ExceptionCause.LoadPageFault, TrapKind.LoadFault)]
    [InlineData(ExceptionCause.StorePageFault, TrapKind.StoreFault)]
    [InlineData(ExceptionCause.LoadAccessFault, TrapKind.Other)]
    public void Each_exception_of_a_program_has_a_kind_and_its_own_number(ExceptionCause cause, TrapKind kind)
    {
        using TestHart test = new();
        RecordingKernel kernel = new();
        test.Hart.Kernel = kernel;
        test.Hart.StartInUserMode();
        test.Hart.RaiseException(cause, 0x1234);
        Assert.Equal((kind, (uint)cause, 0x1234ul), kernel.Last);
    }

    private sealed class RecordingKernel : IUserKernel
    {
        public (TrapKind Kind, uint Cause, ulong Value) Last { get; private set; }

        public bool TryTranslate(VirtualAddress address, AccessKind kind, out Translation translation)
        {
            translation = default;
            return false;
        }

        public void Trap(Cpu cpu, TrapKind kind, uint cause, ulong value) => Last = (kind, cause, value);

        public void LoseFault(Cpu cpu, ulong address) => Assert.Fail("nothing accesses memory");

        public void FlushInstructions(Cpu cpu) => Assert.Fail("nothing changes code");

        public void Interrupt(Cpu cpu) => Assert.Fail("nothing interrupts");
    }
}
