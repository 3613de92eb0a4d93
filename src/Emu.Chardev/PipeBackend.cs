using Emu.Core.Time;
using Emu.Host;
using Microsoft.Win32.SafeHandles;

namespace Emu.Chardev;

/// <summary>Two named pipes of the host, input from <c>PATH.in</c> and output to <c>PATH.out</c>, or one that serves both
/// ways. The other side may come and go.</summary>
public sealed class PipeBackend : ICharacterBackend
{
    private readonly EventLoop loop;
    private readonly SafeFileHandle source, target;
    private readonly OutputQueue output;
    private ICharacterFrontEnd? frontEnd;
    private InputPump? input;

    /// <summary>Opens the pipes, which must be there.</summary>
    /// <exception cref="ChardevException">They cannot be opened.</exception>
    public PipeBackend(EventLoop loop, string path)
    {
        ArgumentNullException.ThrowIfNull(loop);
        this.loop = loop;
        HostDescriptor.IgnoreBrokenPipes();
        bool hasTwo = File.Exists($"{path}.in") && File.Exists($"{path}.out");
        source = Open(hasTwo ? $"{path}.in" : path);
        target = hasTwo ? Open($"{path}.out") : source;
        output = new OutputQueue((int)target.DangerousGetHandle(), path, () => loop.Post(() => frontEnd?.OutputRoomAvailable()));
    }

    /// <inheritdoc/>
    public void Attach(ICharacterFrontEnd frontEnd)
    {
        this.frontEnd = frontEnd;
        input = new InputPump(loop, (int)source.DangerousGetHandle(), frontEnd);
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
        // A pipe that nobody reads would keep the emulator for ever.
        output.Abandon();
        output.Dispose();
        if (!output.HasEnded) return;
        source.Dispose();
        target.Dispose();
    }

    /// <summary>A pipe that is open for both ways here never ends, and opening it waits for nobody.</summary>
    private static SafeFileHandle Open(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        }
        catch (Exception e) when (FileFailure.IsOf(e))
        {
            throw new ChardevException(ChardevError.FileNotOpened, path, FileFailure.Explain(path, e));
        }
    }
}
