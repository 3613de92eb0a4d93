namespace Emu.Guest.RiscV;

/// <summary>The accrued exception flags, <c>fflags</c> (unprivileged specification, 13.2).</summary>
[Flags]
public enum FloatFlags : byte
{
    None = 0,
    Inexact = 1,
    Underflow = 2,
    Overflow = 4,
    DivideByZero = 8,
    Invalid = 16,
}
