using Emu.Core.Time;
using Emu.Host;
using Microsoft.Win32.SafeHandles;

namespace Emu.Chardev;

/// <summary>Writes output to a file, which is emptied first. There is no input.</summary>
public sealed class FileBackend : ICharacterBackend
{
    private readonly SafeFileHandle file;
    private readonly OutputQueue output;
    private ICharacterFrontEnd? frontEnd;

    /// <summary>Makes or empties the file.</summary>
    /// <exception cref="ChardevException">It cannot be written.</exception>
    public FileBackend(EventLoop loop, string path)
    {
        HostDescriptor.IgnoreBrokenPipes();
        try
        {
            file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
        }
        catch (Exception e) when (FileFailure.IsOf(e))
        {
            throw new ChardevException(ChardevError.FileNotOpened, path, FileFailure.Explain(path, e));
        }

        output = new OutputQueue((int)file.DangerousGetHandle(), path,
            () => loop.Post(() => frontEnd?.OutputRoomAvailable()));
    }

    public void Attach(ICharacterFrontEnd frontEnd) => this.frontEnd = frontEnd;

    public int Write(ReadOnlySpan<byte> bytes) => output.Write(bytes);

    public void ResumeInput()
    {
        // There is no input.
    }

    public void Flush() => output.Flush();

    public void Abandon() => output.Abandon();

    public void Dispose()
    {
        output.Dispose();
        // A write that is stuck still has the descriptor; its number must not become another file's.
        if (output.HasEnded) file.Dispose();
    }
}
