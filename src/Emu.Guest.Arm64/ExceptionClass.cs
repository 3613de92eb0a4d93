namespace Emu.Guest.Arm64;

/// <summary>Why an exception is taken: the field EC of ESR_EL1 (D17.2.37).</summary>
public enum ExceptionClass : uint
{
    Unknown = 0x00,
    SupervisorCall = 0x15,
    InstructionAbort = 0x20,
    PcAlignment = 0x22,
    DataAbort = 0x24,
    Breakpoint = 0x3c,
}
