namespace Emu.Engine.Statistics;

/// <summary>Why a region was not made, or not used.</summary>
public enum RegionRefusal
{
    /// <summary>Only the interpreter executes its first instruction.</summary>
    NothingToTranslate,

    /// <summary>The page changed between finding code for it and attaching it.</summary>
    PageChanged,

    /// <summary>There is no room for more code.</summary>
    NoRoom,

    /// <summary>Another process, or another thread, had made it already.</summary>
    Duplicate,

    /// <summary>The cache file has it for another CPU, another instruction set, or another build of the
    /// emulator.</summary>
    OtherEnvironment,

    /// <summary>Its record in the cache file is not what was written.</summary>
    Damaged,

    /// <summary>The cache file has it under the page's hash, but it was made from other bytes: two pages were made to
    /// have one hash.</summary>
    OtherBytes,
}
