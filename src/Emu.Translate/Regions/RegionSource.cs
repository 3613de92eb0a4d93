using Emu.Core.Memory;
using Emu.Isa;

namespace Emu.Translate.Regions;

/// <summary>What a region is made from: a guest page as it was, and what ran in it. Immutable, so that another thread
/// can translate it.</summary>
public sealed class RegionSource
{
    /// <summary>Bytes of a guest page.</summary>
    public const int PageSize = (int)AddressMap.PageSize;

    /// <summary>How many pages before and behind its page a region may reach.</summary>
    public const int Reach = 4;

    /// <summary>A copy of the page's bytes, <see cref="PageSize"/> of them.</summary>
    public required byte[] Page { get; init; }

    /// <summary>XXH3-128 of <see cref="Page"/>.</summary>
    public required UInt128 PageHash { get; init; }

    /// <summary>Offset in the page of the block that is hot, in bytes; even.</summary>
    public required ushort Entry { get; init; }

    /// <summary>The blocks of the page that are known to run, ascending by offset, <see cref="Entry"/> among
    /// them.</summary>
    public required IReadOnlyList<BlockHeat> Blocks { get; init; }

    /// <summary>Pages that a region of this one may reach into, in any order. None where what lies beside the page in
    /// memory is not known to lie there always.</summary>
    public IReadOnlyList<NeighbourPage> Neighbours { get; init; } = [];

    /// <summary>
    /// A block that stores looks for requests of the CPU before it continues with another one: the store may have
    /// changed code of the region. In user mode with direct accesses nothing else leaves the region there; the handler
    /// of the fault that the store met has made the request.
    /// </summary>
    public bool LooksAfterStores { get; init; }

    /// <summary>The mode that the code is for.</summary>
    public CodeMode CodeMode { get; init; }

    /// <summary>Instruction sets that the CPU has; an encoding of another one is illegal.</summary>
    public required GuestIsa Isa { get; init; }
}
