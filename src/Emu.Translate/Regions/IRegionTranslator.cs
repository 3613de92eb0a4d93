namespace Emu.Translate.Regions;

/// <summary>Makes host code of guest code. One thread uses an instance at a time; each compile thread has its
/// own.</summary>
public interface IRegionTranslator : IDisposable
{
    /// <summary>
    /// Translates the region around <see cref="RegionSource.Entry"/>. Null when there is nothing to gain: the entry is
    /// an instruction that only the interpreter executes. Deterministic: the same source and level give the same bytes.
    /// </summary>
    TranslatedRegion? Translate(RegionSource source, OptimizationLevel level);
}
