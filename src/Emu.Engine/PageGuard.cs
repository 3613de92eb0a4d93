namespace Emu.Engine;

/// <summary>How it is found out that the bytes of a page of code have changed.</summary>
public enum PageGuard
{
    /// <summary>No store of this process changes them as long as the page's mappings stay as they are.</summary>
    Constant,

    /// <summary>The guard tells of each store of this process: <see cref="ICodeGuard.TakeStored"/>.</summary>
    Watched,

    /// <summary>As <see cref="Watched"/>, and others may change them too: they are compared at each fence.</summary>
    Compared,

    /// <summary>Stores are not told of: a block's bytes are compared whenever it is about to run.</summary>
    Unguarded,
}
