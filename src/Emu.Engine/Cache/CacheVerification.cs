namespace Emu.Engine.Cache;

/// <summary>What <c>emu cache verify</c> found in a file.</summary>
/// <param name="Records">Records whose bytes are those that were written.</param>
/// <param name="Damaged">Records, or runs of bytes in their place, that are not.</param>
/// <param name="Recompiled">Regions that were translated again and came out the same, byte for byte.</param>
/// <param name="Different">Regions that came out different: the code generator is not deterministic, or its hash does
/// not cover what decides its code.</param>
/// <param name="Skipped">Regions that cannot be translated again here: of another environment, or their blocks were not
/// kept.</param>
/// <param name="Forged">Hashes of pages for which the file has different bytes: two pages were made to have one
/// hash.</param>
public sealed record CacheVerification(
    int Records, int Damaged, int Recompiled, IReadOnlyList<RegionSummary> Different, int Skipped,
    IReadOnlyCollection<UInt128> Forged)
{
    /// <summary>True when nothing is wrong.</summary>
    public bool IsSound => Damaged == 0 && Different.Count == 0 && Forged.Count == 0;
}
