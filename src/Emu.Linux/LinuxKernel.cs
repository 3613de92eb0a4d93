using Emu.Core.Memory;
using Emu.Isa;
using Emu.Linux.Abi;
using Emu.Linux.Memory;
using Emu.Linux.Syscalls;

namespace Emu.Linux;

/// <summary>What one guest thread's CPU meets instead of a machine: the way into the kernel and back.</summary>
internal sealed unsafe class LinuxKernel(LinuxProcess process) : IUserKernel
{
    private readonly GuestMemory memory = process.Memory;
    private readonly SyscallTable calls = process.Calls;
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
        if (kind == TrapKind.SystemCall) Call(cpu.State);
        else Thread.RaiseFault(kind, value);
    }

    /// <inheritdoc/>
    public void LoseFault(Cpu cpu, ulong address) => Thread.RaiseLostFault(address);

    /// <inheritdoc/>
    public void Interrupt(Cpu cpu) => Thread.DeliverSignals(callPc: null);

    private void Call(CpuState* state)
    {
        ulong pc = state->Pc;
        state->Pc = pc + callLength;
        ref ulong resultPlace = ref GuestRegisters.Of(state, resultRegister);
        Thread.FirstArgument = resultPlace;
        SyscallRow? row = calls.Find(GuestRegisters.Of(state, numberRegister));
        long result = SyscallDispatcher.Invoke(Thread, row);
        Thread.Process.Engine.DeliverStores();
        if (Thread.IsEnding) return;
        bool setsRegisters = row is { SetsRegisters: true } && result == 0;
        if (!setsRegisters) resultPlace = (ulong)result;
        Thread.DeliverSignals(setsRegisters ? null : pc);
    }
}
