using Emu.Core.Memory;
using Emu.Isa;

namespace Emu.Linux.Memory;

/// <content>What the interpreter and its TLB ask, and what a fault is.</content>
public sealed unsafe partial class GuestMemory
{
    private volatile bool filesWereCut;

    /// <summary>
    /// Looks a page up for an access by the guest: false when it is not mapped, its protection forbids the access, or
    /// it lies behind the end of a mapped file. Physical addresses are guest addresses. Takes no lock.
    /// </summary>
    public bool TryTranslate(ulong address, AccessKind kind, out Translation translation)
    {
        translation = default;
        if (table.Find(address) is not { } mapping || !Allows(mapping, kind)) return false;
        ulong page = address & ~PageMask;
        // Asking the host costs more than all else. Where another process cuts a file, the handler of faults has the
        // last word.
        bool inDoubt = filesWereCut ? mapping.MayBeBeyondFile : mapping.WasBeyondFile(page);
        if (inDoubt && !IsPresent(page)) return false;
        translation = new Translation
        {
            Address = new PhysicalAddress(address),
            PageSize = PageSize,
            Readable = mapping.IsReadable,
            Writable = mapping.IsWritable,
            Global = false,
            Cacheable = true,
        };
        return true;
    }

    /// <summary>
    /// Why an access at an address faults. A fault that the host has reported, but that nothing here explains, was a
    /// race with another thread that changed the mapping: <see cref="FaultKind.None"/>, the access can be made again.
    /// </summary>
    public FaultKind Classify(ulong address, AccessKind kind)
    {
        if (table.Find(address) is not { } mapping) return FaultKind.NotMapped;
        if (!Allows(mapping, kind)) return FaultKind.Protection;
        return mapping.MayBeBeyondFile && !IsPresent(address & ~PageMask) ? FaultKind.BeyondFile : FaultKind.None;
    }

    private static bool Allows(Mapping mapping, AccessKind kind) => kind switch
    {
        AccessKind.Fetch => mapping.IsExecutable,
        AccessKind.Store => mapping.IsWritable,
        _ => mapping.IsReadable,
    };
}
