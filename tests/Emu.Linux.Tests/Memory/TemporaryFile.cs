using Microsoft.Win32.SafeHandles;

namespace Emu.Linux.Tests.Memory;

/// <summary>A file of zeroes, open for reading, that goes with the test.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly SafeFileHandle file;

    public TemporaryFile(long size)
    {
        Path = System.IO.Path.GetTempFileName();
        File.WriteAllBytes(Path, new byte[size]);
        file = File.OpenHandle(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
    }

    public string Path { get; }

    public int Descriptor => (int)file.DangerousGetHandle();

    public void Resize(long size)
    {
        using FileStream stream = new(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        stream.SetLength(size);
    }

    public void Dispose()
    {
        file.Dispose();
        File.Delete(Path);
    }
}
