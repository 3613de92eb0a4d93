namespace Emu.Engine.Cache;

/// <summary>What <c>emu cache gc</c> did.</summary>
/// <param name="Removed">Files that were removed.</param>
/// <param name="Kept">Bytes that are left.</param>
public sealed record CollectionResult(IReadOnlyList<CacheFileEntry> Removed, long Kept);
