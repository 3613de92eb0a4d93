namespace Emu.Core.Logging;

/// <summary>What <c>-d</c> can show; names on the command line are QEMU's.</summary>
[Flags]
public enum LogItems
{
    None = 0,

    /// <summary><c>in_asm</c>: guest code when it is first decoded.</summary>
    InAsm = 1,

    /// <summary><c>int</c>: traps and interrupts taken.</summary>
    Interrupts = 2,

    /// <summary><c>mmu</c>: address translations, page faults and TLB flushes.</summary>
    Mmu = 4,

    /// <summary><c>unimp</c>: registers and features that the guest touched and that are not there.</summary>
    Unimplemented = 8,

    /// <summary><c>guest_errors</c>: what the guest does wrong.</summary>
    GuestErrors = 16,

    /// <summary><c>exec</c>: each block before it runs.</summary>
    Execution = 32,

    /// <summary><c>op</c>: the intermediate representation of translated code, as it is written.</summary>
    Op = 64,

    /// <summary><c>op_opt</c>: the same after optimisation.</summary>
    OptimizedOp = 128,

    /// <summary><c>out_asm</c>: host code that guest code was translated into.</summary>
    OutAsm = 256,

    /// <summary><c>stats</c>: at the end, what the engines did.</summary>
    Statistics = 512,

    /// <summary><c>snapshot</c>: boots that are kept and used, and why not.</summary>
    Snapshots = 1024,
}
