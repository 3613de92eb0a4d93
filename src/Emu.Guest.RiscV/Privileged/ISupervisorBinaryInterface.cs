namespace Emu.Guest.RiscV.Privileged;

/// <summary>
/// Firmware that is part of the emulator: answers the environment calls of supervisor mode in place of machine-mode
/// code.
/// </summary>
public interface ISupervisorBinaryInterface
{
    /// <summary>
    /// Serves one call, on the hart's own thread. The arguments stand in a0 to a7 of <c>State->Registers</c>, the
    /// results go to a0 and a1, and <c>State->Pc</c> already is the instruction after the <c>ecall</c>.
    /// </summary>
    void Call(Hart hart);
}
