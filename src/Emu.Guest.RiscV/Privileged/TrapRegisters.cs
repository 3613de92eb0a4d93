namespace Emu.Guest.RiscV.Privileged;

/// <summary>
/// The registers that a mode which takes traps has: xtvec, xscratch, xepc, xcause, xtval (privileged specification,
/// 3.1.7 and 3.1.13 to 3.1.16).
/// </summary>
internal struct TrapRegisters
{
    /// <summary>Bit of xcause that tells an interrupt from an exception.</summary>
    public const ulong InterruptFlag = 1UL << 63;

    private const ulong ModeMask = 3;
    private const ulong Vectored = 1;

    public ulong Scratch;
    public ulong Epc;
    public ulong Cause;
    public ulong Value;

    /// <summary>xtvec.</summary>
    public ulong Vector { get; private set; }

    /// <summary>Writes xtvec; a reserved mode leaves the register as it is.</summary>
    public void WriteVector(ulong value)
    {
        if ((value & ModeMask) <= Vectored) Vector = value;
    }

    /// <summary>Records a trap and returns the address of its handler.</summary>
    public ulong Enter(ulong cause, ulong epc, ulong value)
    {
        Cause = cause;
        Epc = epc;
        Value = value;
        ulong handler = Vector & ~ModeMask;
        bool offset = (Vector & ModeMask) == Vectored && (cause & InterruptFlag) != 0;
        return offset ? handler + (4 * (cause & ~InterruptFlag)) : handler;
    }
}
