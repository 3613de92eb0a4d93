namespace Emu.Host;

/// <summary>Why a file cannot be opened, in the words of a message that has already named the file.</summary>
public static class FileFailure
{
    /// <summary>True for what opening a file throws on account of the file or its name.</summary>
    public static bool IsOf(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    /// <summary>The cause. The runtime's own words name the file again, and call a folder a missing
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
            _ => exception.Message,
        };
    }
}
