namespace Emu.FloatingPoint;

/// <summary>The rounding-direction attributes of IEEE 754 (4.3).</summary>
public enum FloatRounding : byte
{
    /// <summary>To nearest, ties to even.</summary>
    NearestEven = 0,

    /// <summary>Towards zero.</summary>
    TowardsZero = 1,

    /// <summary>Towards minus infinity.</summary>
    Down = 2,

    /// <summary>Towards plus infinity.</summary>
    Up = 3,

    /// <summary>To nearest, ties away from zero.</summary>
    NearestAway = 4,

    /// <summary>In instructions only: what the CPU's state says. Arithmetic does not take it.</summary>
    Dynamic = 7,
}
