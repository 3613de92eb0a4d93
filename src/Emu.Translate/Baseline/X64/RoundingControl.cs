namespace Emu.Translate.Baseline.X64;

/// <summary>
/// How ROUNDSS and ROUNDSD round, as their immediate says it (Intel SDM vol. 2, ROUNDPD, table 4-16).
/// </summary>
internal enum RoundingControl : byte
{
    /// <summary>To nearest, ties to even.</summary>
    Nearest,

    /// <summary>Towards minus infinity.</summary>
    Down,

    /// <summary>Towards plus infinity.</summary>
    Up,

    /// <summary>Towards zero.</summary>
    Zero,

    /// <summary>As MXCSR says.</summary>
    Current,
}
