namespace Emu.Host;

/// <summary>Why a file cannot be opened, in the words of a message that has already named the file.</summary>
public static class FileFailure
{
    /// <summary>True for what opening a file throws on account of the file or its name.</summary>
    public static bool IsOf(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    /// <summary>The cause. The runtime's own words name the file again, and call a directory a missing
    /// permission.</summary>
    public static string Explain(string path, Exception exception)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(exception);
        if (path.Length == 0) return "its name is empty";
        if (Directory.Exists(path)) return "it is a directory";
        return exception switch
        {
            FileNotFoundException => "no such file",
            DirectoryNotFoundException => "there is no such directory",
            UnauthorizedAccessException => "permission denied",
            _ => WithRemedy(WithoutName(exception.Message, path), exception),
        };
    }

    private static string WithoutName(string message, string path)
    {
        string name = $" : '{path}'";
        return message.EndsWith(name, StringComparison.Ordinal) ? message[..^name.Length] : message;
    }

    // The runtime keeps the host's error number there.
    private static string WithRemedy(string message, Exception exception)
    {
        const int tooManyOpen = 24;
        return exception.HResult == tooManyOpen ? $"{message}; raise the limit of ulimit -n" : message;
    }
}
