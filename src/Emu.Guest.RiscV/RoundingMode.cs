namespace Emu.Guest.RiscV;

/// <summary>The <c>rm</c> field and the <c>frm</c> CSR (unprivileged specification, 13.2).</summary>
public enum RoundingMode : byte
{
    /// <summary>RNE: to nearest, ties to even.</summary>
    NearestEven = 0,

    /// <summary>RTZ: towards zero.</summary>
    TowardsZero = 1,

    /// <summary>RDN: towards minus infinity.</summary>
    Down = 2,

    /// <summary>RUP: towards plus infinity.</summary>
    Up = 3,

    /// <summary>RMM: to nearest, ties away from zero.</summary>
    NearestMaxMagnitude = 4,

    /// <summary>DYN, in instructions only: what <c>frm</c> says.</summary>
    Dynamic = 7,
}
