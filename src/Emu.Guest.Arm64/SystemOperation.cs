namespace Emu.Guest.Arm64;

/// <summary>What only the CPU can do. The numbers are permanent, as they are in cached code.</summary>
internal enum SystemOperation : uint
{
    /// <summary>SVC: a call of the kernel.</summary>
    SupervisorCall,

    /// <summary>BRK: a breakpoint.</summary>
    Breakpoint,

    /// <summary>An instruction that is not allowed here.</summary>
    Undefined,

    /// <summary>MRS of the register that the instruction names.</summary>
    ReadRegister,

    /// <summary>MSR to the register that the instruction names.</summary>
    WriteRegister,

    /// <summary>DSB and ISB: instructions that have been stored and announced are fetched from here on.</summary>
    SynchronizeInstructions,

    /// <summary>IC IVAU: instructions at an address have been stored.</summary>
    InvalidateInstructions,

    /// <summary>DC CVAU and its kin: the address must be readable, and nothing else happens.</summary>
    CleanData,

    /// <summary>RNDR and RNDRRS: a random number.</summary>
    RandomNumber,

    /// <summary>CLREX: the CPU gives up its reservation.</summary>
    ClearExclusive,

    /// <summary>MSR of the field of PSTATE that the instruction names.</summary>
    WriteField,

    /// <summary>HVC: a call of the firmware, where it is called that way.</summary>
    HypervisorCall,

    /// <summary>SMC: likewise.</summary>
    SecureMonitorCall,

    /// <summary>ERET: back to where an exception was taken from.</summary>
    ExceptionReturn,

    /// <summary>SYS of the operation that the instruction names: maintenance of caches and TLBs, translation.</summary>
    SystemInstruction,

    /// <summary>WFI: the CPU sleeps until an interrupt comes.</summary>
    WaitForInterrupt,

    /// <summary>WFE and YIELD: another thread of the host may run.</summary>
    WaitForEvent,

    /// <summary>LDTR and its kin: a load that is checked as one of EL0. The operands are address and bytes.</summary>
    LoadAsUser,

    /// <summary>STTR and its kin: a store that is checked as one of EL0, of as many bytes as the instruction says. The operands are
    /// address and value.</summary>
    StoreAsUser,
}
