namespace Emu.Testing.Machines;

/// <summary>A file that is gone after the test.</summary>
public sealed class TemporaryFile : IDisposable
{
    /// <param name="content">What it begins with.</param>
    /// <param name="length">Its length when there is a hole behind that.</param>
    public TemporaryFile(ReadOnlySpan<byte> content, long? length = null)
    {
        Path = System.IO.Path.GetTempFileName();
        File.WriteAllBytes(Path, content);
        if (length is null) return;
        using FileStream file = new(Path, FileMode.Open);
        file.SetLength(length.Value);
    }

    public string Path { get; }

    public void Dispose() => File.Delete(Path);
}
