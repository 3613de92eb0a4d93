namespace Emu.Guest.RiscV.Privileged;

/// <summary>How a page-table walk ended.</summary>
internal enum WalkResult
{
    /// <summary>The address is mapped and the access allowed.</summary>
    Mapped,

    /// <summary>The page tables do not allow the access.</summary>
    PageFault,

    /// <summary>Physical memory protection does not allow it, or a page table is not in memory.</summary>
    AccessFault,
}
