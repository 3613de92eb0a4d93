namespace Emu.Guest.RiscV;

/// <summary>
/// Instructions that change the machine's state in ways no engine wants to translate; every engine calls
/// <c>Hart.Execute</c> for them. The numbers are permanent: cached code contains them.
/// </summary>
public enum SystemOperation
{
    IllegalInstruction = 0,
    EnvironmentCall = 1,
    Breakpoint = 2,
    MachineReturn = 3,
    SupervisorReturn = 4,
    WaitForInterrupt = 5,

    /// <summary><c>sfence.vma</c>; the first operand is the address register's number and the second the ASID
    /// register's, so that x0 can be told from zero.</summary>
    FenceVirtualMemory = 6,
    FenceInstructions = 7,
}
