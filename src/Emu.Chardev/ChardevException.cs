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
        ChardevError.PathMissing => $"chardev: {subject}: no filename given",
        ChardevError.BadValue => $"{subject}: {detail}",
        ChardevError.SocketRefused => $"{subject}: {detail}",
        ChardevError.FileNotOpened => $"the file '{subject}' cannot be written: {detail}",
        ChardevError.StandardStreamsTaken =>
            $"'{subject}' wants standard input and output, but another device has them; use pty or file:PATH",
        ChardevError.NoPseudoTerminal => $"no pseudo-terminal for '{subject}': {detail}",
        ChardevError.NoRawTerminal => $"'{subject}': {detail}",
        _ => throw new ArgumentOutOfRangeException(nameof(error)),
    };
}
