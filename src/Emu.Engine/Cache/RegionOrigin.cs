namespace Emu.Engine.Cache;

/// <summary>Where a region's code comes from.</summary>
public enum RegionOrigin
{
    /// <summary>This process translated it.</summary>
    Compiled,

    /// <summary>It was in a cache file.</summary>
    Cached,
}
