namespace Emu.Translate.Abi;

/// <summary>How translated code reaches guest memory. Part of what code is filed under.</summary>
public enum MemoryAccess
{
    /// <summary>Through the software TLB: what it does not have leaves to the interpreter, which knows all registers
    /// then.</summary>
    Tlb,

    /// <summary>At a fixed distance from the guest's address: user mode. A fault is the host's, and registers are lost in
    /// it.</summary>
    Direct,

    /// <summary>As <see cref="Direct"/>, but before each access the state has the registers and the place of some
    /// instruction from which the access can be reached again, so that a program can see its own faults.</summary>
    DirectExact,
}
