using Emu.Isa;

namespace Emu.Guest.RiscV;

/// <summary>What a RISC-V instruction body may do: the general contract plus registers, CSRs and system
/// operations.</summary>
public interface IRiscVEmitter<TValue, TCondition>
    : IEmitter<TValue, TCondition>, IFloatEmitter<TValue, TCondition, RoundingMode>
    where TValue : struct, IValue<TValue, TCondition>
    where TCondition : struct, ICondition<TCondition>
{
    /// <summary>An integer register; x0 is zero.</summary>
    TValue X(Reg register);

    /// <summary>Sets an integer register; x0 stays zero.</summary>
    void SetX(Reg register, TValue value);

    /// <summary>All 64 bits of a floating-point register, as they are.</summary>
    TValue F(FReg register);

    /// <summary>Sets all 64 bits of a floating-point register and marks the floating-point state dirty.</summary>
    void SetF(FReg register, TValue value);

    /// <summary>False, after an illegal-instruction trap, when <c>mstatus.FS</c> is off.</summary>
    bool BeginFloat();

    /// <summary>As <see cref="BeginFloat()"/>, and also false when the rounding mode, or with DYN that in <c>frm</c>,
    /// is reserved.</summary>
    bool BeginFloat(RoundingMode rounding);

    /// <summary>
    /// A CSR instruction. False when it trapped (no such CSR, privilege, read-only), and the pc is the trap handler's;
    /// true lets the
    /// body go on, and the engine continues at the next instruction.
    /// </summary>
    /// <param name="csr">The CSR's number.</param>
    /// <param name="operation">How old value and operand combine.</param>
    /// <param name="operand">Register or immediate.</param>
    /// <param name="reads">False for csrrw with rd = x0: no side effects of reading.</param>
    /// <param name="writes">False for csrrs and csrrc with rs1 = x0: no side effects of writing, and read-only CSRs are
    /// allowed.</param>
    /// <param name="old">The value read, 0 when not read.</param>
    bool AccessCsr(CsrNumber csr, CsrOperation operation, TValue operand, bool reads, bool writes, out TValue old);

    /// <summary>
    /// Runs a system operation, the last thing that a body does; the instruction must have <see cref="Flow.System"/>.
    /// While it runs
    /// <see cref="CpuState.Pc"/> is this instruction's own; the operation sets it to where execution goes on.
    /// </summary>
    void System(SystemOperation operation, int first, int second);

    /// <summary><c>cbo.zero</c>: zeroes the 64-byte block that contains the address.</summary>
    bool ZeroBlock(TValue address);
}
