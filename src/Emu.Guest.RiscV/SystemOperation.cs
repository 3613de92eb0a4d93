namespace Emu.Guest.RiscV;

/// <summary>
/// Instructions that change the machine's state in ways no engine wants to translate; every engine calls
/// <c>Hart.Execute</c> for them. The numbers are permanent: cached code contains them.
/// </summary>
public enum SystemOperation
{
    EnvironmentCall = 1,
    Breakpoint = 2,
    MachineReturn = 3,
    SupervisorReturn = 4,
    WaitForInterrupt = 5,

    /// <summary><c>sfence.vma</c> of an address and an address space, as <see cref="SystemCode.Fence"/> says.</summary>
    FenceVirtualMemory = 6,
    FenceInstructions = 7,

    /// <summary>A CSR instruction, as <see cref="SystemCode.AccessCsr"/> says; the first operand is the register's value or
    /// the immediate, the result what the CSR was.</summary>
    AccessCsr = 8,
}
