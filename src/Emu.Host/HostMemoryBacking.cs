using Microsoft.Win32.SafeHandles;

namespace Emu.Host;

/// <summary>Where the pages of a <see cref="HostMemory"/> come from, and how the host treats them.</summary>
public sealed record HostMemoryBacking
{
    /// <summary>A file that is as long as the memory, which its owner may close afterwards; null for none.</summary>
    public SafeFileHandle? File { get; init; }

    /// <summary>Other processes that map the file see what is written.</summary>
    public bool IsShared { get; init; }

    /// <summary>The host merges equal pages.</summary>
    public bool IsMergeable { get; init; }

    /// <summary>The host writes the memory to core dumps.</summary>
    public bool IsDumped { get; init; } = true;

    /// <summary>The host sets swap space aside.</summary>
    public bool IsReserved { get; init; } = true;
}
