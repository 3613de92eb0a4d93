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

    /// <summary>Opens the file; without <paramref name="appends"/> it is emptied.</summary>
    /// <exception cref="ChardevException">It cannot be written.</exception>
    public FileBackend(EventLoop loop, string path, bool appends = false)
    {
        HostDescriptor.IgnoreBrokenPipes();
        try
        {
            file = File.OpenHandle(
                path, appends ? FileMode.OpenOrCreate : FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
            if (appends) _ = HostDescriptor.SetAppending((int)file.DangerousGetHandle());
        }
        catch (Exception e) when (FileFailure.IsOf(e))
        {
            throw new ChardevException(ChardevError.FileNotOpened, path, FileFailure.Explain(path, e));
        }

        output = new OutputQueue((int)file.DangerousGetHandle(), path,
            () => loop.Post(() => frontEnd?.OutputRoomAvailable()));
    }

    /// <inheritdoc/>
    public string FileName => "file";

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
