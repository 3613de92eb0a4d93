namespace Emu.Translate.Baseline.X64;

/// <summary>
/// A shift or rotation, by its number in opcodes (Intel SDM vol. 2, table A-6, group 2). The count is taken modulo the
/// operand's width.
/// </summary>
internal enum Shift : byte
{
    /// <summary>Rotate left.</summary>
    Rol = 0,

    /// <summary>Rotate right.</summary>
    Ror = 1,

    /// <summary>Shift left.</summary>
    Shl = 4,

    /// <summary>Shift right, zeros come in.</summary>
    Shr = 5,

    /// <summary>Shift right, copies of the sign come in.</summary>
    Sar = 7,
}
