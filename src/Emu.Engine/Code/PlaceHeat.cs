namespace Emu.Engine.Code;

/// <summary>
/// How hot a place of baseline code is, by samples of its CPU, between which the process computes for a millisecond. What
/// LLVM makes of a place costs as much as ten to twenty-five of them, and saves less than half of what is found there later; so
/// a place is worth it when it has taken about that much, or takes a large part of the time. The figures: docs/decisions/0039-llvm-by-rate.md.
/// </summary>
internal struct PlaceHeat
{
    // Samples after which one counts half.
    private const float LastingHalfLife = 4096, RecentHalfLife = 8;

    // A place that takes more than a fourth of the time comes to this; the only one does within four samples.
    private const float RecentThreshold = 3;

    // A young CPU's threshold is lower, down to a fourth: what has taken a fiftieth of its time probably will again.
    private const int SamplesPerStep = 50, LowestPart = 4;

    private float lasting, recent;
    private uint sampledAt;

    /// <summary>How many samples have found the CPU at the place.</summary>
    public int Samples { get; private set; }

    /// <summary>Counts a sample; true when the place is hot now, and then it begins from cold again.</summary>
    /// <param name="now">The number of this sample, among all samples of the CPU.</param>
    /// <param name="threshold">Samples after which a place is hot that takes a small part of the time.</param>
    public bool Add(uint now, int threshold)
    {
        float age = unchecked(now - sampledAt);
        sampledAt = now;
        Samples++;
        lasting = (lasting * float.Exp2(-age / LastingHalfLife)) + 1;
        recent = (recent * float.Exp2(-age / RecentHalfLife)) + 1;
        float wanted = Math.Min(threshold, Math.Max(threshold / LowestPart, now / SamplesPerStep));
        // Half a sample for what has decayed meanwhile.
        if (lasting < wanted - 0.5f && recent < RecentThreshold) return false;
        lasting = recent = 0;
        return true;
    }
}
