using Emu.Core.Time;
using Emu.Host;

namespace Emu.Chardev;

/// <summary>
/// Standard input and output. On a terminal, keys go to the guest as they are typed; the end of a piped input only ends
/// the input.
/// </summary>
public sealed class StdioBackend : ICharacterBackend
{
    private readonly EventLoop loop;
    private readonly ITerminal terminal;
    private readonly OutputQueue output;
    private ICharacterFrontEnd? frontEnd;
    private InputPump? input;

    /// <summary>Puts the terminal, if there is one, into raw mode until <see cref="Dispose"/>.</summary>
    /// <param name="loop">Where input is delivered.</param>
    /// <param name="terminal">The terminal on standard input.</param>
    /// <param name="keepSignalKeys">Ctrl-C ends the emulator instead of reaching the guest.</param>
    /// <exception cref="IOException">The terminal cannot be put into raw mode.</exception>
    public StdioBackend(EventLoop loop, ITerminal terminal, bool keepSignalKeys)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        this.loop = loop;
        this.terminal = terminal;
        HostDescriptor.IgnoreBrokenPipes();
        terminal.EnterRaw(keepSignalKeys);
        output = new OutputQueue(HostDescriptor.StandardOutput, "standard output",
            () => loop.Post(() => frontEnd?.OutputRoomAvailable()));
    }

    public void Attach(ICharacterFrontEnd frontEnd)
    {
        this.frontEnd = frontEnd;
        input = new InputPump(loop, HostDescriptor.StandardInput, frontEnd);
    }

    public int Write(ReadOnlySpan<byte> bytes) => output.Write(bytes);

    public void ResumeInput() => input?.Resume();

    public void Flush() => output.Flush();

    public void Abandon() => output.Abandon();

    public void Dispose()
    {
        input?.Dispose();
        output.Dispose();
        terminal.Restore();
    }
}
