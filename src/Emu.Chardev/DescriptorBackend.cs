using Emu.Core.Time;
using Emu.Host;

namespace Emu.Chardev;

/// <summary>A character device that reads one descriptor of the host and writes another one, which its subclass opens and
/// closes.</summary>
public abstract class DescriptorBackend : ICharacterBackend
{
    private readonly EventLoop loop;
    private readonly int source;
    private readonly OutputQueue output;
    private ICharacterFrontEnd? frontEnd;
    private InputPump? input;

    /// <param name="loop">Where input is delivered.</param>
    /// <param name="source">Where input comes from.</param>
    /// <param name="target">Where output goes.</param>
    /// <param name="name">For the message when the host refuses output.</param>
    private protected DescriptorBackend(EventLoop loop, int source, int target, string name)
    {
        ArgumentNullException.ThrowIfNull(loop);
        this.loop = loop;
        this.source = source;
        HostDescriptor.IgnoreBrokenPipes();
        output = new OutputQueue(target, name, () => loop.Post(() => frontEnd?.OutputRoomAvailable()));
    }

    /// <inheritdoc/>
    public abstract string FileName { get; }

    /// <inheritdoc/>
    public virtual ConsoleSize? Size => null;

    /// <inheritdoc/>
    public void Attach(ICharacterFrontEnd frontEnd)
    {
        this.frontEnd = frontEnd;
        input = new InputPump(loop, source, frontEnd);
    }

    /// <inheritdoc/>
    public int Write(ReadOnlySpan<byte> bytes) => output.Write(bytes);

    /// <inheritdoc/>
    public void ResumeInput() => input?.Resume();

    /// <inheritdoc/>
    public void Flush() => output.Flush();

    /// <inheritdoc/>
    public void Abandon() => output.Abandon();

    /// <inheritdoc/>
    public void Dispose()
    {
        input?.Dispose();
        BeforeLastOutput();
        output.Dispose();
        Close(output.HasEnded);
        GC.SuppressFinalize(this);
    }

    /// <summary>Tells the device that the terminal has another size. Any thread.</summary>
    private protected void NotifySizeChanged() => loop.Post(() => frontEnd?.SizeChanged());

    /// <summary>No input comes any more, and what was written is about to be waited for.</summary>
    protected virtual void BeforeLastOutput()
    {
    }

    /// <summary>Closes the descriptors.</summary>
    /// <param name="hasEnded">No write is under way any more; else the target must stay open.</param>
    protected abstract void Close(bool hasEnded);
}
