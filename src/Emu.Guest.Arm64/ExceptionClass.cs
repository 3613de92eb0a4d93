namespace Emu.Guest.Arm64;

/// <summary>Why an exception is taken: the field EC of ESR_EL1 (D17.2.37).</summary>
public enum ExceptionClass : uint
{
    Unknown = 0x00,

    /// <summary>WFI or WFE that EL0 may not execute.</summary>
    Wait = 0x01,

    /// <summary>Floating point that CPACR_EL1 does not allow.</summary>
    FloatTrap = 0x07,

    /// <summary>PSTATE.IL.</summary>
    IllegalState = 0x0e,
    SupervisorCall = 0x15,

    /// <summary>MSR, MRS or SYS that EL0 may not execute.</summary>
    SystemTrap = 0x18,

    /// <summary>From EL0; the next number stands for one from EL1.</summary>
    InstructionAbort = 0x20,
    PcAlignment = 0x22,

    /// <summary>From EL0; the next number stands for one from EL1.</summary>
    DataAbort = 0x24,
    Breakpoint = 0x3c,
}
