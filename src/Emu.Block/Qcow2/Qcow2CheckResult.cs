namespace Emu.Block.Qcow2;

/// <summary>What a check of a qcow2 image found.</summary>
public sealed record Qcow2CheckResult
{
    /// <summary>A line for each thing that is wrong, or was repaired, in QEMU's words.</summary>
    public required IReadOnlyList<string> Findings { get; init; }

    /// <summary>Contradictions that lose data, or will when the image is written.</summary>
    public int Corruptions { get; init; }

    /// <summary>Clusters that are counted and not used: space is lost, nothing else.</summary>
    public int Leaks { get; init; }

    /// <summary>Things that could not be looked at.</summary>
    public int CheckErrors { get; init; }

    /// <summary>Of the contradictions, those that were repaired.</summary>
    public int CorruptionsFixed { get; init; }

    /// <summary>Of the lost clusters, those that were freed.</summary>
    public int LeaksFixed { get; init; }

    /// <summary>Contradictions that are still there.</summary>
    public int ErrorsLeft => Corruptions - CorruptionsFixed + CheckErrors;

    /// <summary>Where the last used cluster of the file ends, bytes.</summary>
    public long ImageEnd { get; init; }

    /// <summary>Clusters of the disk.</summary>
    public long TotalClusters { get; init; }

    /// <summary>Clusters of the disk that have storage.</summary>
    public long AllocatedClusters { get; init; }

    /// <summary>Clusters of the disk that do not lie behind the one before.</summary>
    public long FragmentedClusters { get; init; }

    /// <summary>Clusters of the disk that are compressed.</summary>
    public long CompressedClusters { get; init; }
}

/// <summary>What a check may change.</summary>
public enum Qcow2Repair
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>It frees clusters that are counted and not used.</summary>
    Leaks,

    /// <summary>It also makes counts what is used.</summary>
    Everything,
}
