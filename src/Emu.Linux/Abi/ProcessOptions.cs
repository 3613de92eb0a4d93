using Emu.Isa;

namespace Emu.Linux.Abi;

/// <summary>Serves an option of <c>prctl</c> that one architecture has, on the thread that calls.</summary>
/// <param name="cpu">The thread's CPU.</param>
/// <param name="arguments">The option and its arguments.</param>
/// <param name="addressBits">The bits of pointers that system calls look at, which an option may change.</param>
/// <returns>The call's result; null for an option that is not the architecture's own.</returns>
public delegate long? ProcessOptions(Cpu cpu, SyscallArguments arguments, ref ulong addressBits);
