using Emu.Isa;
using Emu.Linux.Abi;

namespace Emu.Linux.Syscalls;

/// <summary>The six arguments of a system call, as the guest passed them in registers.</summary>
/// <param name="state">The registers of the CPU that makes the call.</param>
/// <param name="registers">Which of them hold the arguments.</param>
public readonly unsafe struct SyscallArguments(CpuState* state, ArgumentRegisters registers)
{
    private readonly CpuState* state = state;
    private readonly ArgumentRegisters registers = registers;

    /// <summary>Argument 0 to 5.</summary>
    public ulong this[int index] => GuestRegisters.Of(state, registers[index]);

    /// <summary>An argument of the C type <c>int</c>: the upper half of the register says nothing.</summary>
    public int Int(int index) => (int)this[index];
}
