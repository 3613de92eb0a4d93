namespace Emu.Engine.Cache;

/// <summary>The figures of a <see cref="CodeStore"/>, counted with its gate held.</summary>
internal sealed class CodeStoreCounters
{
    public int CachedRegions { get; set; }
    public int BoundRegions { get; set; }
    public int SharedRegions { get; set; }
    public int AddedRegions { get; set; }
    public int OtherEnvironment { get; set; }
    public int Damaged { get; set; }
    public int Duplicates { get; set; }
    public int Discarded { get; set; }
    public long CodeBytes { get; set; }
    public TimeSpan OpenTime { get; set; }
    public TimeSpan BindTime { get; set; }

    public CodeStoreStatistics Snapshot() => new()
    {
        CachedRegions = CachedRegions,
        BoundRegions = BoundRegions,
        SharedRegions = SharedRegions,
        AddedRegions = AddedRegions,
        OtherEnvironment = OtherEnvironment,
        Damaged = Damaged,
        Duplicates = Duplicates,
        Discarded = Discarded,
        CodeBytes = CodeBytes,
        OpenTime = OpenTime,
        BindTime = BindTime,
    };
}
