namespace Emu.Engine.Cache;

/// <summary>The figures of a <see cref="CodeStore"/>, counted with its gate held.</summary>
internal sealed class CodeStoreCounters
{
    public int BoundRegions { get; set; }
    public int BoundBaselineRegions { get; set; }
    public int SharedRegions { get; set; }
    public int AddedRegions { get; set; }
    public int Duplicates { get; set; }
    public int Discarded { get; set; }
    public long CodeBytes { get; set; }
    public TimeSpan OpenTime { get; set; }
    public TimeSpan BindTime { get; set; }

    public CodeStoreStatistics Snapshot() => new()
    {
        BoundRegions = BoundRegions,
        BoundBaselineRegions = BoundBaselineRegions,
        SharedRegions = SharedRegions,
        AddedRegions = AddedRegions,
        Duplicates = Duplicates,
        Discarded = Discarded,
        CodeBytes = CodeBytes,
        OpenTime = OpenTime,
        BindTime = BindTime,
    };
}
