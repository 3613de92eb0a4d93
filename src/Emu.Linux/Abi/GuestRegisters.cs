using Emu.Isa;

namespace Emu.Linux.Abi;

/// <summary>The one place where user mode reaches a guest's registers by the numbers of <see cref="LinuxAbi"/>.</summary>
/// <remarks>Invariant of the unsafe code: the CPU lives, and the number is below the size of its register bank.</remarks>
internal static unsafe class GuestRegisters
{
    /// <summary>The register with a number.</summary>
    public static ref ulong Of(CpuState* state, int number) => ref state->X[number];
}
