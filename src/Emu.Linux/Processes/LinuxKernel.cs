using Emu.Core.Memory;
using Emu.Isa;
using Emu.Linux.Abi;
using Emu.Linux.Memory;

namespace Emu.Linux.Processes;

/// <summary>What one guest thread's CPU meets instead of a machine: the way into the kernel and back.</summary>
/// <remarks>Invariant of the unsafe code: state and registers are those of the CPU that has trapped, on its own thread,
/// which stays here until the call returns.</remarks>
internal sealed unsafe class LinuxKernel(LinuxProcess process) : IUserKernel
{
    private readonly GuestMemory memory = process.Memory;
    private readonly ISystemCalls calls = process.Calls;
    private readonly int resultRegister = process.Abi.ResultRegister, numberRegister = process.Abi.NumberRegister;
    private readonly ulong callLength = process.Abi.CallLength;

    /// <summary>The thread; set before its CPU runs.</summary>
    public LinuxThread Thread { get; set; } = null!;

    /// <inheritdoc/>
    public bool TryTranslate(VirtualAddress address, AccessKind kind, out Translation translation) =>
        memory.TryTranslate(address.Value, kind, out translation);

    /// <inheritdoc/>
    public void Trap(Cpu cpu, TrapKind kind, uint cause, ulong value)
    {
        if (kind == TrapKind.SystemCall) Call(cpu.State, cpu.Registers);
        else Thread.RaiseFault(new CpuFault(kind, cause, value));
    }

    /// <inheritdoc/>
    public void LoseFault(Cpu cpu, ulong address) => Thread.RaiseLostFault(address);

    /// <inheritdoc/>
    public void FlushInstructions(Cpu cpu) => Thread.Process.Engine.FlushInstructions(Thread.Runner);

    /// <inheritdoc/>
    public void Interrupt(Cpu cpu) => Thread.DeliverSignals(callPc: null);

    private void Call(CpuState* state, ulong* registers)
    {
        ulong pc = state->Pc;
        state->Pc = pc + callLength;
        Thread.FirstArgument = registers[resultRegister];
        long result = calls.Serve(Thread, registers[numberRegister], out bool setsRegisters);
        Thread.Process.Engine.DeliverStores();
        if (Thread.IsEnding) return;
        if (!setsRegisters) registers[resultRegister] = (ulong)result;
        Thread.DeliverSignals(setsRegisters ? null : pc);
    }
}
