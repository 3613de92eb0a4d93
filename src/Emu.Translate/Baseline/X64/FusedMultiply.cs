namespace Emu.Translate.Baseline.X64;

/// <summary>
/// A multiplication and addition that round once, in the form that accumulates into the destination, by its opcode
/// after VEX.0F38 (Intel SDM vol. 2, VFMADD231SD and its relatives).
/// </summary>
internal enum FusedMultiply : byte
{
    /// <summary>VFMADD231: product + destination.</summary>
    Add = 0xB9,

    /// <summary>VFMSUB231: product - destination.</summary>
    Subtract = 0xBB,

    /// <summary>VFNMADD231: -product + destination.</summary>
    NegateAdd = 0xBD,

    /// <summary>VFNMSUB231: -product - destination.</summary>
    NegateSubtract = 0xBF,
}
