namespace Emu.Devices.Virtio;

/// <summary>What a guest's balloon driver says of its memory (virtio 1.2, 5.5.6.3); null where it says nothing.</summary>
/// <param name="Nanoseconds">When, by the machine's clock; 0 for never.</param>
/// <param name="SwapIn">Bytes that were swapped in, since the guest has started.</param>
/// <param name="SwapOut">Bytes that were swapped out.</param>
/// <param name="MajorFaults">Page faults that had to wait for a disk.</param>
/// <param name="MinorFaults">Page faults that had not.</param>
/// <param name="FreeBytes">Memory that is not used for anything.</param>
/// <param name="TotalBytes">All memory.</param>
/// <param name="AvailableBytes">Memory that programs could get without swapping.</param>
/// <param name="DiskCacheBytes">Memory that can be had back quickly, as caches of files.</param>
/// <param name="HugePages">Huge pages that were given out.</param>
/// <param name="HugePageFailures">Huge pages that could not be.</param>
public sealed record BalloonStatistics(
    ulong Nanoseconds, ulong? SwapIn = null, ulong? SwapOut = null, ulong? MajorFaults = null, ulong? MinorFaults = null,
    ulong? FreeBytes = null, ulong? TotalBytes = null, ulong? AvailableBytes = null, ulong? DiskCacheBytes = null,
    ulong? HugePages = null, ulong? HugePageFailures = null)
{
    /// <summary>Before the guest has said anything.</summary>
    public static BalloonStatistics None { get; } = new(0);

    /// <summary>These with one more; tags that the specification does not know change nothing.</summary>
    internal BalloonStatistics With(ushort tag, ulong value) => tag switch
    {
        0 => this with { SwapIn = value },
        1 => this with { SwapOut = value },
        2 => this with { MajorFaults = value },
        3 => this with { MinorFaults = value },
        4 => this with { FreeBytes = value },
        5 => this with { TotalBytes = value },
        6 => this with { AvailableBytes = value },
        7 => this with { DiskCacheBytes = value },
        8 => this with { HugePages = value },
        9 => this with { HugePageFailures = value },
        _ => this,
    };
}
