namespace Emu.Engine.Cache;

/// <summary>The code in a cache file that was generated for one environment.</summary>
/// <param name="Key">The environment's key.</param>
/// <param name="Fields">The environment's fields, name and value; none when the file does not tell.</param>
/// <param name="Regions">Regions.</param>
/// <param name="FullyOptimized">Of these, those that were compiled ahead of time.</param>
/// <param name="GuestInstructions">Guest instructions in the regions; one may be in several.</param>
/// <param name="CodeBytes">Bytes of host code.</param>
public sealed record EnvironmentSummary(
    UInt128 Key, IReadOnlyList<KeyValuePair<string, string>> Fields, int Regions, int FullyOptimized,
    long GuestInstructions, long CodeBytes);
