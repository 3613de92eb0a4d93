namespace Emu.Engine.Cache;

/// <summary>What a <see cref="CodeStore"/> holds and did, at one moment.</summary>
public sealed record CodeStoreStatistics
{
    /// <summary>The cache file in use; null when there is none.</summary>
    public string? File { get; init; }

    /// <summary>True when regions are added to the file, false when they are kept in memory.</summary>
    public bool IsAppending { get; init; }

    /// <summary>Bytes of cache files that can be reached, those of other images included.</summary>
    public long FileBytes { get; init; }

    /// <summary>Bytes of code kept in memory only.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Regions that the files hold for this environment, bound or not.</summary>
    public int CachedRegions { get; init; }

    /// <summary>Of these, regions whose page has run, so that they were checked and can be executed.</summary>
    public int BoundRegions { get; init; }

    /// <summary>Of the bound regions, those of baseline code.</summary>
    public int BoundBaselineRegions { get; init; }

    /// <summary>Of the bound regions, those from files of other images.</summary>
    public int SharedRegions { get; init; }

    /// <summary>Regions added by this process.</summary>
    public int AddedRegions { get; init; }

    /// <summary>Bytes of code in bound and added regions.</summary>
    public long CodeBytes { get; init; }

    /// <summary>Regions in the files that were made for another environment.</summary>
    public int OtherEnvironment { get; init; }

    /// <summary>Records whose bytes are not those that were written.</summary>
    public int Damaged { get; init; }

    /// <summary>Regions of the files that were made from other bytes than the page that has their hash.</summary>
    public int OtherBytes { get; init; }

    /// <summary>Regions that another process had added before this one could.</summary>
    public int Duplicates { get; init; }

    /// <summary>Regions that found no room.</summary>
    public int Discarded { get; init; }

    /// <summary>Time taken to open and scan files.</summary>
    public TimeSpan OpenTime { get; init; }

    /// <summary>Time taken to check and bind regions.</summary>
    public TimeSpan BindTime { get; init; }
}
