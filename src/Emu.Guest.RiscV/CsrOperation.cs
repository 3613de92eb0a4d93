namespace Emu.Guest.RiscV;

/// <summary>What a CSR instruction does with the old value (Zicsr).</summary>
public enum CsrOperation
{
    /// <summary>csrrw: the new value is the operand.</summary>
    Write,

    /// <summary>csrrs: the operand's one bits are set.</summary>
    Set,

    /// <summary>csrrc: the operand's one bits are cleared.</summary>
    Clear,
}
