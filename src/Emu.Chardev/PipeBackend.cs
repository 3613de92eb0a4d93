using Emu.Core.Time;
using Emu.Host;
using Microsoft.Win32.SafeHandles;

namespace Emu.Chardev;

/// <summary>Two named pipes of the host, input from <c>PATH.in</c> and output to <c>PATH.out</c>, or one that serves both
/// ways. The other side may come and go.</summary>
public sealed class PipeBackend : DescriptorBackend
{
    private readonly SafeFileHandle source, target;

    /// <summary>Opens the pipes, which must be there.</summary>
    /// <exception cref="ChardevException">They cannot be opened.</exception>
    public PipeBackend(EventLoop loop, string path)
        : this(loop, path, File.Exists($"{path}.in") && File.Exists($"{path}.out"))
    {
    }

    private PipeBackend(EventLoop loop, string path, bool hasTwo)
        : this(loop, path, Open(hasTwo ? $"{path}.in" : path), hasTwo ? Open($"{path}.out") : null)
    {
    }

    private PipeBackend(EventLoop loop, string path, SafeFileHandle source, SafeFileHandle? other)
        : base(loop, (int)source.DangerousGetHandle(), (int)(other ?? source).DangerousGetHandle(), path)
    {
        this.source = source;
        target = other ?? source;
    }

    /// <inheritdoc/>
    public override string FileName => "pipe";

    /// <summary>A pipe that nobody reads would keep the emulator for ever.</summary>
    protected override void BeforeLastOutput() => Abandon();

    /// <inheritdoc/>
    protected override void Close(bool hasEnded)
    {
        if (!hasEnded) return;
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
