using Emu.Translate.Abi;

namespace Emu.Translate.Baseline.X64;

/// <summary>What host registers mean everywhere in a region.</summary>
/// <remarks>
/// A region is entered as LLVM's are, by the calling convention <c>preserve_none</c>: r12 holds the state, r13 the
/// TLB's table or the guest's base, r14 the pc; rbp belongs to the caller. Inside, rbx is the state plus
/// <see cref="Bias"/>, r12 counts instructions that have retired and are not in the state yet, and r14 is the address
/// of the page. rax, rcx and rdx are scratch registers: they hold nothing from one guest instruction to the next.
/// </remarks>
internal static class HostFrame
{
    /// <summary>Added to the state's address in rbx, so that the integer registers are within reach of a displacement of one
    /// byte.</summary>
    public const int Bias = 128;

    public const Gpr State = Gpr.Rbx, Counted = Gpr.R12, Tlb = Gpr.R13, PageStart = Gpr.R14;

    /// <summary>Where the state and the pc are when the region is entered and left.</summary>
    public const Gpr EntryState = Gpr.R12, EntryPc = Gpr.R14;

    /// <summary>The host address of the access that was written last.</summary>
    public const Gpr HostAddress = Gpr.Rcx;

    /// <summary>A field of the CPU's state.</summary>
    public static Memory Field(int offset) => new(State, offset - Bias);

    /// <summary>A guest register of 64 bits in the state.</summary>
    public static Memory Register(int guest) => Field(StateLayout.Registers + (guest * sizeof(ulong)));
}
