namespace Emu.Guest.RiscV.Tests.Privileged;

/// <summary>One thing that a <see cref="CsrGuest"/> does in the mode it is in, and then tells about.</summary>
internal abstract record CsrStep
{
    /// <summary>
    /// A CSR instruction; a rd or rs1 of x0 leaves out the read or the write. Traps are told and skipped.
    /// </summary>
    public sealed record Access(
        int Csr, CsrOperation Operation, ulong Operand, bool Immediate, bool Reads, bool Writes) : CsrStep
    {
        public override string ToString()
        {
            string form = (Immediate ? " imm" : "") + (Reads ? "" : " rd=x0") + (Writes ? "" : " rs1=x0");
            return $"{Operation} {CsrNames.NameOrNumber(Csr)} 0x{Operand:x}{form}";
        }
    }

    /// <summary>
    /// Writes a register on which the guest depends, tells what it then reads, and restores it, without a look in
    /// between.
    /// </summary>
    public sealed record Probe(int Csr, ulong Operand) : CsrStep
    {
        public override string ToString() => $"probe {CsrNames.NameOrNumber(Csr)} 0x{Operand:x}";
    }

    /// <summary>Goes from machine mode to another by mret.</summary>
    public sealed record Enter(PrivilegeMode Mode) : CsrStep;

    /// <summary>sret to the next step, in the mode that SPP names.</summary>
    public sealed record SupervisorReturn : CsrStep;

    /// <summary>Goes back to machine mode by ecall.</summary>
    public sealed record Leave : CsrStep;
}
