namespace Emu.Engine;

/// <summary>How it is found out that the bytes of a page of code have changed.</summary>
public enum PageGuard
{
    /// <summary>No store of this process changes them as long as the page's mappings stay as they are.</summary>
    Constant,

    /// <summary>A store of this process is told of: <see cref="ICodeGuard.TakeStored"/>.</summary>
    Watched,

    /// <summary>As <see cref="Watched"/>, and others may change them too: they are compared at each fence.</summary>
    Compared,

    /// <summary>Nobody tells: they are compared whenever they are about to run.</summary>
    Unguarded,
}
