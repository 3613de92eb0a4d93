namespace Emu.Isa;

/// <summary>The integer side of a floating-point conversion.</summary>
public enum IntegerFormat
{
    Signed32,
    Unsigned32,
    Signed64,
    Unsigned64,
}
