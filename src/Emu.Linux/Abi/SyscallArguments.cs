namespace Emu.Linux.Abi;

/// <summary>The six arguments of a system call, as the guest passed them in registers.</summary>
/// <param name="registers">The registers of the CPU that makes the call, which lives as long as this is used.</param>
/// <param name="numbers">Which of them hold the arguments.</param>
/// <remarks>Invariant of the unsafe code: the registers belong to the CPU that makes the call, and are there as long as
/// that CPU: an object of this type is never kept past the call.</remarks>
public readonly unsafe struct SyscallArguments(ulong* registers, ArgumentRegisters numbers)
{
    private readonly ulong* registers = registers;
    private readonly ArgumentRegisters numbers = numbers;

    /// <summary>Argument 0 to 5.</summary>
    public ulong this[int index] => registers[numbers[index]];

    /// <summary>An argument of the C type <c>int</c>: the upper half of the register says nothing.</summary>
    public int Int(int index) => (int)this[index];
}
