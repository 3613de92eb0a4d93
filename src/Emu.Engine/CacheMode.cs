namespace Emu.Engine;

/// <summary>What becomes of translated code beyond the run that made it.</summary>
public enum CacheMode
{
    /// <summary>The cache file is read, and what is translated is added to it.</summary>
    On,

    /// <summary>No file is read or written; translated code lives in memory.</summary>
    Off,

    /// <summary>The cache file is read and left as it is; what is translated lives in memory.</summary>
    ReadOnly,
}
