namespace Emu.FloatingPoint;

/// <summary>The exceptions of IEEE 754 (clause 7), as sticky flags: operations set them and never clear them.</summary>
[Flags]
public enum FloatExceptions : byte
{
    None = 0,
    Inexact = 1,
    Underflow = 2,
    Overflow = 4,
    DivideByZero = 8,
    Invalid = 16,

    /// <summary>A subnormal operand was taken as zero (<see cref="FloatRules.FlushToZero"/>); no exception of the
    /// standard.</summary>
    SubnormalOperand = 32,
}
