namespace Emu.Chardev;

/// <summary>
/// What can be wrong with a character device that the user asked for; <see cref="ChardevException"/> has the words.
/// </summary>
public enum ChardevError
{
    /// <summary>A kind that needs a path has none.</summary>
    PathMissing,

    /// <summary>A value that the kind does not take, or that contradicts another.</summary>
    BadValue,

    /// <summary>A socket cannot be connected, or waited for connections on.</summary>
    SocketRefused,

    /// <summary>The output file cannot be opened.</summary>
    FileNotOpened,

    /// <summary>Two devices want standard input and output.</summary>
    StandardStreamsTaken,

    /// <summary>The host gives no pseudo-terminal.</summary>
    NoPseudoTerminal,

    /// <summary>The terminal does not change its mode.</summary>
    NoRawTerminal,
}
