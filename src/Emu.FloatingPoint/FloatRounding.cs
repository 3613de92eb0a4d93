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

    /// <summary>To the neighbour whose last digit is odd, when inexact: a result that can be rounded once more. In software
    /// only; no CPU's state says it.</summary>
    Odd = 5,

    /// <summary>In instructions only: what the CPU's state says. Arithmetic does not take it.</summary>
    Dynamic = 7,

    /// <summary>In a CPU's state, added to a rounding mode: the host would raise what the rules that hold do not raise, so
    /// that translated code leaves all arithmetic to the interpreter.</summary>
    Careful = 8,
}
