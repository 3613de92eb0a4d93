using Emu.Core.Time;
using Emu.Host;

namespace Emu.Chardev;

/// <summary>
/// Standard input and output. On a terminal, keys go to the guest as they are typed; the end of a piped input only ends
/// the input.
/// </summary>
public sealed class StdioBackend : DescriptorBackend
{
    private readonly ITerminal terminal;

    /// <summary>Puts the terminal, if there is one, into raw mode until <see cref="IDisposable.Dispose"/>.</summary>
    /// <param name="loop">Where input is delivered.</param>
    /// <param name="terminal">The terminal on standard input.</param>
    /// <param name="keepSignalKeys">Ctrl-C ends the emulator instead of reaching the guest.</param>
    /// <exception cref="IOException">The terminal cannot be put into raw mode.</exception>
    public StdioBackend(EventLoop loop, ITerminal terminal, bool keepSignalKeys)
        : base(loop, HostDescriptor.StandardInput, HostDescriptor.StandardOutput, "standard output")
    {
        ArgumentNullException.ThrowIfNull(terminal);
        this.terminal = terminal;
        terminal.EnterRaw(keepSignalKeys);
    }

    /// <inheritdoc/>
    protected override void Close(bool hasEnded) => terminal.Restore();
}
