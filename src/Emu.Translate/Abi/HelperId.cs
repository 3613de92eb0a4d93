using Emu.Isa;

namespace Emu.Translate.Abi;

/// <summary>
/// What translated code calls, in the host's C calling convention: positions of function pointers in the table at
/// <see cref="CpuState.Helpers"/>. Kept in cached code: the numbers are permanent.
/// </summary>
/// <remarks>
/// A helper gets the CPU's first register, and sees the registers as they were when the region was entered, or last
/// written back; those that need the pc or the count of retired instructions say so. Floating-point flags that
/// translated code has raised are in <c>FloatFlags</c> when it begins.
/// </remarks>
internal enum HelperId
{
    /// <summary>
    /// <c>byte* (void* registers, ulong address, uint access, ulong value)</c>, in the calling convention that preserves
    /// most registers (LLVM's <c>preserve_mostcc</c>): the host address for an access that RAM can serve, entered in the TLB
    /// for later ones. Where a device answers and the access allows it, the helper has made the access, of this value, and
    /// the address is that of <see cref="CpuState.HelperResult"/>, which holds what was loaded and takes what is stored once
    /// more. Null when the interpreter must execute the instruction. Access is packed by <see cref="HelperArguments"/>.
    /// </summary>
    Fill = 0,

    /// <summary>
    /// <c>uint (void* registers, ulong first, ulong second, uint operation, uint word)</c>: <see cref="Cpu.Execute"/>; word is
    /// the instruction's <see cref="DecodedInstruction.Raw"/>. <c>Pc</c> and <c>InstructionsRetired</c> (this instruction
    /// not counted) must be exact before it. Returns a <see cref="SystemOutcome"/>; the result is in <c>HelperResult</c>.
    /// </summary>
    System = 1,

    /// <summary>
    /// <c>ulong (void* registers, uint operation, ulong a, ulong b, ulong c)</c>: exact floating-point arithmetic, for
    /// what the host's unit does differently. Operation is a <see cref="FloatHelperOperation"/> or a
    /// <see cref="FloatFunction"/> packed by <see cref="HelperArguments"/>.
    /// </summary>
    Float = 2,

    /// <summary><c>uint (void* registers, ulong address)</c>: zeroes a 64-byte block; 0 when the interpreter must execute
    /// it.</summary>
    ZeroBlock = 3,

    /// <summary>
    /// <c>void (void* registers, uint operation, ulong places)</c>: an operation on vectors that lie in the state. Operation is
    /// a <see cref="VectorOperation"/> or a <see cref="FloatFunction"/> of lanes, and places are those of its operands and of its result, both packed by
    /// <see cref="HelperArguments"/>.
    /// </summary>
    Vector = 4,

    /// <summary><c>ulong (void* registers, uint function, ulong a, ulong b, ulong c)</c>: <see cref="IGuest.Compute"/>.</summary>
    Compute = 5,
}
