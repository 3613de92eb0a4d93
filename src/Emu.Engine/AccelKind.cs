namespace Emu.Engine;

/// <summary>How guest code is run.</summary>
public enum AccelKind
{
    /// <summary>Interpreted until it is hot, then translated; translations are kept in a cache file.</summary>
    Aot,

    /// <summary>Interpreted only.</summary>
    Interpreter,
}
