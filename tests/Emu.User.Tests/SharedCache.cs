namespace Emu.User.Tests;

/// <summary>A cache directory for many programs, in which the code of the libraries that they share is translated
/// once.</summary>
public sealed class SharedCache : IDisposable
{
    /// <summary>Its path.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("emu-user-cache-").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
