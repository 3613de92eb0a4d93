using Emu.Isa;

namespace Emu.Linux.Syscalls;

/// <summary>The six argument registers of a system call, a0 to a5, as the guest passed them.</summary>
internal readonly unsafe struct SyscallArguments(CpuState* state)
{
    private const int FirstArgument = 10;

    private readonly CpuState* state = state;

    /// <summary>Argument 0 to 5.</summary>
    public ulong this[int index] => state->X[FirstArgument + index];

    /// <summary>An argument of the C type <c>int</c>: the upper half of the register says nothing.</summary>
    public int Int(int index) => (int)this[index];
}
