using Emu.Core.Memory;
using Emu.Isa;
using Emu.Linux.Memory;
using Emu.Linux.Syscalls;

namespace Emu.Linux;

/// <summary>What one guest thread's CPU meets instead of a machine: the way into the kernel and back.</summary>
internal sealed unsafe class LinuxKernel(GuestMemory memory) : IUserKernel
{
    private const int ResultRegister = 10, NumberRegister = 17;
    private const ulong CallLength = 4;

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
        state->Pc = pc + CallLength;
        Thread.FirstArgument = state->X[ResultRegister];
        SyscallRow? row = SyscallTable.Find(state->X[NumberRegister]);
        long result = SyscallDispatcher.Invoke(Thread, row);
        Thread.Process.Engine.DeliverStores();
        if (Thread.IsEnding) return;
        bool setsRegisters = row is { SetsRegisters: true } && result == 0;
        if (!setsRegisters) state->X[ResultRegister] = (ulong)result;
        Thread.DeliverSignals(setsRegisters ? null : pc);
    }
}
