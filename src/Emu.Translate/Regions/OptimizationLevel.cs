namespace Emu.Translate.Regions;

/// <summary>How much time a translation may take. Kept in cache files: the numbers are permanent.</summary>
public enum OptimizationLevel
{
    /// <summary>In microseconds, on the CPU's own thread: by the baseline translator, without LLVM.</summary>
    Baseline = 0,

    /// <summary>While the guest runs on in slower code: LLVM's cheap passes.</summary>
    Fast = 1,

    /// <summary>Ahead of time (<c>emu cache build</c>, <c>optimize</c>): everything that pays.</summary>
    Full = 2,
}
