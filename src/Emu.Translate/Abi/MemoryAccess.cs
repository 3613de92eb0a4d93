namespace Emu.Translate.Abi;

/// <summary>How translated code reaches guest memory. Part of the key of cached code.</summary>
public enum MemoryAccess
{
    /// <summary>Through the software TLB: an access that neither it nor the helper serves leaves the region with all
    /// registers in the state, and the interpreter executes it.</summary>
    Tlb,

    /// <summary>At a fixed distance from the guest's address: user mode. A fault is the host's, and registers are lost in
    /// it.</summary>
    Direct,

    /// <summary>As <see cref="Direct"/>, but before each access the state has the registers and the place of some
    /// instruction from which the access can be reached again, so that a program can see its own faults.</summary>
    DirectExact,
}
