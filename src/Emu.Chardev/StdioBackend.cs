using System.Runtime.InteropServices;
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
    private readonly PosixSignalRegistration? windowChanges;

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
        if (terminal.IsPresent && OperatingSystem.IsLinux())
            windowChanges = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => NotifySizeChanged());
    }

    /// <inheritdoc/>
    public override string FileName => "stdio";

    /// <inheritdoc/>
    public override ConsoleSize? Size =>
        terminal.Size is { } size ? new(ToSize(size.Columns), ToSize(size.Rows)) : null;

    /// <inheritdoc/>
    protected override void Close(bool hasEnded)
    {
        windowChanges?.Dispose();
        terminal.Restore();
    }

    private static ushort ToSize(int count) => (ushort)Math.Clamp(count, 0, ushort.MaxValue);
}
