namespace Emu.Translate.Baseline.X64;

/// <summary>
/// A two-operand integer operation that sets the flags, by its number in opcodes (Intel SDM vol. 2, table A-6, group
/// 1).
/// </summary>
internal enum Alu : byte
{
    Add,
    Or,

    /// <summary>Add with carry.</summary>
    Adc,

    /// <summary>Subtract with borrow.</summary>
    Sbb,
    And,
    Sub,
    Xor,

    /// <summary>Subtract, for the flags only.</summary>
    Cmp,
}
