using System.Text;
using Emu.Core.Control;
using Emu.Core.Time;
using Emu.Host;

namespace Emu.Chardev;

/// <summary>
/// Opens the backends of a machine's serial ports; there is one per machine, since standard input can serve only one
/// port.
/// </summary>
public sealed class SerialBackends(EventLoop loop, IMachineControl control, ITerminal terminal)
{
    private bool hasStandardStreams;

    /// <summary>
    /// Opens what a <c>-serial</c> option asks for. The caller disposes it after the machine has stopped.
    /// </summary>
    /// <param name="specification">The parsed option.</param>
    /// <param name="label">The port's name in messages, <c>serial0</c>.</param>
    /// <exception cref="ChardevException">It cannot be had.</exception>
    public ICharacterBackend Open(SerialSpecification specification, string label)
    {
        ArgumentNullException.ThrowIfNull(specification);
        ICharacterBackend backend = specification.Kind switch
        {
            SerialKind.Stdio => OpenStandardStreams(specification),
            SerialKind.File => new FileBackend(loop, specification.Path),
            SerialKind.Pty => OpenPty(specification, label),
            _ => new NullBackend(),
        };
        return specification.IsMultiplexed ? new EscapeMultiplexer(backend, loop, control) : backend;
    }

    private StdioBackend OpenStandardStreams(SerialSpecification specification)
    {
        if (hasStandardStreams) throw new ChardevException(ChardevError.StandardStreamsTaken, specification.Text);
        try
        {
            StdioBackend backend = new(loop, terminal, keepSignalKeys: !specification.IsMultiplexed);
            hasStandardStreams = true;
            return backend;
        }
        catch (IOException e)
        {
            throw new ChardevException(ChardevError.NoRawTerminal, specification.Text, e.Message);
        }
    }

    private PtyBackend OpenPty(SerialSpecification specification, string label)
    {
        try
        {
            PtyBackend backend = new(loop);
            string notice = $"char device redirected to {backend.Path} (label {label})\n";
            _ = HostDescriptor.WriteAll(HostDescriptor.StandardOutput, Encoding.UTF8.GetBytes(notice));
            return backend;
        }
        catch (IOException e)
        {
            throw new ChardevException(ChardevError.NoPseudoTerminal, specification.Text, e.Message);
        }
    }
}
