namespace Emu.Translate.Baseline.X64;

/// <summary>Shifts of lanes by a constant; the value is the opcode's extension.</summary>
internal enum VectorShift
{
    /// <summary>VPSRLW, VPSRLD, VPSRLQ.</summary>
    Right = 2,

    /// <summary>VPSRAW, VPSRAD; there is none for doubles.</summary>
    RightSigned = 4,

    /// <summary>VPSLLW, VPSLLD, VPSLLQ.</summary>
    Left = 6,
}
