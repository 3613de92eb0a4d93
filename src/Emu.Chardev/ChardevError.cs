namespace Emu.Chardev;

/// <summary>
/// What can be wrong with a character device that the user asked for; <see cref="ChardevException"/> has the words.
/// </summary>
public enum ChardevError
{
    /// <summary>The value names no kind of backend.</summary>
    UnknownKind,

    /// <summary>The kind exists elsewhere, but not here yet.</summary>
    NotSupported,

    /// <summary><c>file:</c> without a path.</summary>
    PathMissing,

    /// <summary>The kind takes no parameters, but there are some.</summary>
    UnexpectedParameter,

    /// <summary>The output file cannot be opened.</summary>
    FileNotOpened,

    /// <summary>Two devices want standard input and output.</summary>
    StandardStreamsTaken,

    /// <summary>The host gives no pseudo-terminal.</summary>
    NoPseudoTerminal,

    /// <summary>The terminal does not change its mode.</summary>
    NoRawTerminal,
}
