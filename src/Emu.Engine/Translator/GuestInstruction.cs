using Emu.Isa.RiscV;

namespace Emu.Engine.Translator;

/// <summary>A decoded instruction of a page.</summary>
/// <param name="Decoded">The instruction.</param>
/// <param name="Offset">Offset of its first byte in the page.</param>
internal readonly record struct GuestInstruction(DecodedInstruction Decoded, int Offset)
{
    /// <summary>Offset of the instruction behind it; may be that of the next page.</summary>
    public int End => Offset + Decoded.Length;

    public Isa.Flow Flow => OperationTable.Flow(Decoded.Operation);

    /// <summary>A CSR instruction: the only one with <see cref="Isa.Flow.System"/> that translated code goes on
    /// behind.</summary>
    public bool IsCsr => Decoded.Operation is Operation.Csrrw or Operation.Csrrs or Operation.Csrrc
        or Operation.Csrrwi or Operation.Csrrsi or Operation.Csrrci;

    /// <summary>Only the interpreter executes it.</summary>
    public bool IsUntranslatable => Flow == Isa.Flow.System && !IsCsr;

    /// <summary>A jump that leaves its return address in a link register (unprivileged specification, 2.5.1).</summary>
    public bool IsCall => Decoded.Operation is Operation.Jal or Operation.Jalr && Decoded.A is 1 or 5;
}
