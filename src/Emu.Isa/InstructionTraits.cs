namespace Emu.Isa;

/// <summary>What translators must know of an instruction before they call its body; its operands may decide it.</summary>
[Flags]
public enum InstructionTraits
{
    None = 0,

    /// <summary>A jump that leaves its return address in a register, for <see cref="Return"/>.</summary>
    Call = 1 << 0,

    /// <summary>A jump back to behind a call.</summary>
    Return = 1 << 1,

    /// <summary>With <see cref="Flow.System"/>: translated code may have it done by the CPU and go on behind it.</summary>
    Continues = 1 << 2,

    /// <summary>Stores its operand A at its operand B, a register, plus its immediate.</summary>
    Store = 1 << 3,

    /// <summary>Loads its operand A, an integer register, from its operand B, a register, plus its immediate.</summary>
    Load = 1 << 4,

    /// <summary>With <see cref="Load"/>: the rest of the register becomes zero.</summary>
    ZeroExtends = 1 << 5,

    /// <summary>Sets its operand A, an integer register, and neither accesses memory nor leaves the block.</summary>
    Arithmetic = 1 << 6,

    /// <summary>With <see cref="Arithmetic"/>: to its operand B shifted right by its operand C, with zeros.</summary>
    ShiftRight = 1 << 7,

    /// <summary>With <see cref="Arithmetic"/>: to its operand B plus its immediate.</summary>
    AddImmediate = 1 << 8,
}
