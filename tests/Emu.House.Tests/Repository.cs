using System.Runtime.CompilerServices;

namespace Emu.House.Tests;

/// <summary>The files that this test was built from.</summary>
internal static class Repository
{
    /// <summary>The directory of the solution.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "..", ".."));

    /// <summary>Paths of all files below a directory of the repository that have an ending, what a build makes
    /// excepted.</summary>
    public static IEnumerable<string> Files(string directory, string pattern) => Directory
        .EnumerateFiles(Path.Combine(Root, directory), pattern, SearchOption.AllDirectories)
        .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)
            && !path.StartsWith(Path.Combine(Root, "artifacts"), StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    /// <summary>A path from the repository's root.</summary>
    public static string Name(string path) => Path.GetRelativePath(Root, path);

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
