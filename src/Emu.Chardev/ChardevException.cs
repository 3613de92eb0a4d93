namespace Emu.Chardev;

/// <summary>
/// A character device that the user asked for cannot be had. The message is one line for standard error.
/// </summary>
/// <param name="error">The cause.</param>
/// <param name="subject">The value, path or reason that the message is about.</param>
/// <param name="detail">The host's words, when it was the host that refused.</param>
public sealed class ChardevException(ChardevError error, string subject, string detail = "")
    : Exception(Describe(error, subject, detail))
{
    /// <summary>The cause.</summary>
    public ChardevError Error { get; } = error;

    private static string Describe(ChardevError error, string subject, string detail) => error switch
    {
        ChardevError.UnknownKind => $"'{subject}' is not a character device; use one of: {SerialSpecification.Kinds}",
        ChardevError.NotSupported =>
            $"the character device '{subject}' is not supported yet; use one of: {SerialSpecification.Kinds}",
        ChardevError.PathMissing => $"'{subject}' names no file; write file:PATH",
        ChardevError.UnexpectedParameter => $"'{subject}' has parameters, but this kind of character device takes none",
        ChardevError.FileNotOpened => $"the file '{subject}' cannot be written: {detail}",
        ChardevError.StandardStreamsTaken =>
            $"'{subject}' wants standard input and output, but another device has them; use pty or file:PATH",
        ChardevError.NoPseudoTerminal => $"no pseudo-terminal for '{subject}': {detail}",
        ChardevError.NoRawTerminal => $"'{subject}': {detail}",
        _ => throw new ArgumentOutOfRangeException(nameof(error)),
    };
}
