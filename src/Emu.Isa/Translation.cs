using Emu.Core.Memory;

namespace Emu.Isa;

/// <summary>The result of translating one virtual address: what a TLB entry needs.</summary>
public readonly record struct Translation
{
    /// <summary>Where the address lies on the bus.</summary>
    public required PhysicalAddress Address { get; init; }

    /// <summary>Size of the page that the leaf entry maps, 4 KiB up; 4 KiB when translation is off.</summary>
    public required ulong PageSize { get; init; }

    /// <summary>The 4 KiB page may also be loaded from in this mode without another walk.</summary>
    public required bool Readable { get; init; }

    /// <summary>
    /// The 4 KiB page may also be stored to without another walk: permitted, and its D bit is set already.
    /// </summary>
    public required bool Writable { get; init; }

    /// <summary>The mapping is global (G bit in the leaf or above).</summary>
    public required bool Global { get; init; }

    /// <summary>
    /// False when the whole 4 KiB page is not protected alike, so that each access must be checked on its own.
    /// </summary>
    public required bool Cacheable { get; init; }
}
