using Emu.Core.Time;

namespace Emu.Chardev;

/// <summary>Gives a file a copy of all output: <c>logfile=</c>.</summary>
/// <param name="inner">The device; disposed with this one.</param>
/// <param name="log">The file; disposed with this one.</param>
internal sealed class LoggingBackend(ICharacterBackend inner, FileBackend log) : ICharacterBackend
{
    /// <summary>Opens the file, and puts itself before a device.</summary>
    /// <exception cref="ChardevException">The file cannot be written.</exception>
    public static LoggingBackend On(ICharacterBackend inner, EventLoop loop, string path, bool appends) =>
        new(inner, new FileBackend(loop, path, appends));

    /// <summary>The device.</summary>
    public ICharacterBackend Inner => inner;

    /// <inheritdoc/>
    public string FileName => inner.FileName;

    public bool IsConnected => inner.IsConnected;

    public ConsoleSize? Size => inner.Size;

    public void Attach(ICharacterFrontEnd frontEnd) => inner.Attach(frontEnd);

    public int Write(ReadOnlySpan<byte> bytes)
    {
        int taken = inner.Write(bytes);
        // A log that is slower than the guest loses output rather than hold the guest up.
        log.Write(bytes[..taken]);
        return taken;
    }

    public void ResumeInput() => inner.ResumeInput();

    public void Flush()
    {
        inner.Flush();
        log.Flush();
    }

    public void Abandon()
    {
        inner.Abandon();
        log.Abandon();
    }

    public void Dispose()
    {
        inner.Dispose();
        log.Dispose();
    }
}
