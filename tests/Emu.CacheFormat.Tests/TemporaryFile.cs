namespace Emu.CacheFormat.Tests;

/// <summary>The name of a file in a folder of its own, which goes with it.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("emu-cache-");

    public string Path => System.IO.Path.Combine(folder.FullName, "file");

    public void Dispose() => folder.Delete(recursive: true);
}
