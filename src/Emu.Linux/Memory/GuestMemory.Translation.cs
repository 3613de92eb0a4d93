using Emu.Isa.RiscV.Privileged;

namespace Emu.Linux.Memory;

/// <content>What the interpreter and its TLB ask.</content>
public sealed unsafe partial class GuestMemory
{
    /// <summary>
    /// Looks a page up for an access by the guest: false when it is not mapped, its protection forbids the access, or
    /// it lies behind the end of a mapped file. Physical addresses are guest addresses.
    /// </summary>
    public bool TryTranslate(ulong address, AccessKind kind, out Translation translation) =>
        throw new NotImplementedException();

    /// <summary>Why an access at an address faults.</summary>
    public FaultKind Classify(ulong address, AccessKind kind) => throw new NotImplementedException();

    /// <summary>Puts a page back to what the table says, after a handler of faults has put another there. Tells what is
    /// there now for a store.</summary>
    internal FaultKind Repair(ulong address) => throw new NotImplementedException();
}
