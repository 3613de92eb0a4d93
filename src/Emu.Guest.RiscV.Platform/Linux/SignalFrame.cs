using System.Runtime.InteropServices;
using Emu.FloatingPoint;
using Emu.Isa;
using Emu.Linux.Abi;

namespace Emu.Guest.RiscV.Linux;

/// <summary>
/// What the kernel of riscv64 puts on the stack for a handler: <c>struct rt_sigframe</c>, a <c>siginfo_t</c> and a
/// <c>ucontext_t</c> (arch/riscv/include/uapi/asm/{ucontext,sigcontext,ptrace}.h). A handler may read and change all of it.
/// </summary>
/// <remarks>Invariant of the unsafe code: the fixed arrays are as long as the CPU's register files.</remarks>
[StructLayout(LayoutKind.Explicit, Size = SizeInBytes)]
internal unsafe struct SignalFrame
{
    public const int SizeInBytes = 1088, ContextOffset = 128, MaskOffset = 168, RegistersOffset = 304;
    public const int FloatOffset = 560, FloatStatusOffset = 816, FloatReservedOffset = 1076;
    private const uint RoundingMask = 7, FlagsMask = 31;
    private const int RoundingShift = 5, RegisterCount = 32;

    [FieldOffset(0)]
    public SignalInfo Info;

    [FieldOffset(144)]
    public AlternateStack Stack;

    /// <summary>The mask to go back to.</summary>
    [FieldOffset(MaskOffset)]
    public SignalSet Mask;

    /// <summary>The pc, then x1 to x31.</summary>
    [FieldOffset(RegistersOffset)]
    public fixed ulong Registers[RegisterCount];

    /// <summary>f0 to f31 of the double-precision form of the union, whose end is reserved.</summary>
    [FieldOffset(FloatOffset)]
    public fixed ulong Float[RegisterCount];

    /// <summary><c>fcsr</c>.</summary>
    [FieldOffset(FloatStatusOffset)]
    public uint FloatStatus;

    /// <summary>Behind the quad-precision form; not zero would announce registers that there are none of.</summary>
    [FieldOffset(FloatReservedOffset)]
    private fixed uint floatReserved[3];

    /// <summary>True when the context holds nothing that this processor has not.</summary>
    public readonly bool IsSound => floatReserved[0] == 0 && floatReserved[1] == 0 && floatReserved[2] == 0;

    /// <summary>Takes the registers over from a CPU.</summary>
    public void Save(CpuState* state)
    {
        Registers[0] = state->Pc;
        for (int i = 1; i < RegisterCount; i++) Registers[i] = state->X[i];
        for (int i = 0; i < RegisterCount; i++) Float[i] = state->F[i];
        FloatStatus = ((uint)state->FloatRounding & RoundingMask) << RoundingShift | (uint)state->FloatFlags & FlagsMask;
    }

    /// <summary>Gives the registers back to a CPU.</summary>
    public readonly void Restore(CpuState* state)
    {
        // Instructions are at even addresses only, as in the register that sret returns through.
        state->Pc = Registers[0] & ~1UL;
        for (int i = 1; i < RegisterCount; i++) state->X[i] = Registers[i];
        for (int i = 0; i < RegisterCount; i++) state->F[i] = Float[i];
        state->FloatFlags = (FloatExceptions)(FloatStatus & FlagsMask);
        state->FloatRounding = (FloatRounding)(FloatStatus >> RoundingShift & RoundingMask);
        state->FloatDirty = 1;
        state->ReservationWidth = 0;
    }
}
