using Emu.Translate.Regions;

namespace Emu.Engine.Cache;

/// <summary>A region in a cache file (<c>emu cache info --regions</c>).</summary>
/// <param name="Position">Of its record in the file, in bytes.</param>
/// <param name="PageHash">XXH3-128 of the guest page that it was made from.</param>
/// <param name="Environment">Key of the environment that it is for.</param>
/// <param name="Entries">Page offsets at which it may be entered, ascending.</param>
/// <param name="GuestInstructions">Guest instructions in it.</param>
/// <param name="Level">Optimisation level.</param>
/// <param name="Code">Host code.</param>
public sealed record RegionSummary(
    long Position, UInt128 PageHash, UInt128 Environment, IReadOnlyList<ushort> Entries, int GuestInstructions,
    OptimizationLevel Level, ReadOnlyMemory<byte> Code);
