using Emu.Core.Control;
using Emu.Core.Time;
using Emu.Host;

namespace Emu.Chardev;

/// <summary>What character devices are opened with.</summary>
/// <param name="loop">Where input is delivered.</param>
/// <param name="control">Is asked to end the machine by the escape key.</param>
/// <param name="terminal">The terminal on standard input.</param>
internal sealed class CharacterHost(EventLoop loop, IMachineControl control, ITerminal terminal)
{
    private bool hasStandardStreams;

    /// <summary>Where input is delivered.</summary>
    public EventLoop Loop { get; } = loop;

    /// <summary>Is asked to end the machine by the escape key.</summary>
    public IMachineControl Control { get; } = control;

    /// <summary>Takes standard input and output, which can serve one device.</summary>
    /// <param name="id">The device's id.</param>
    /// <param name="keepSignalKeys">Ctrl-C ends the emulator instead of reaching the guest.</param>
    /// <exception cref="ChardevException">Another device has them, or the terminal refuses.</exception>
    public StdioBackend TakeStandardStreams(string id, bool keepSignalKeys)
    {
        if (hasStandardStreams) throw new ChardevException(ChardevError.StandardStreamsTaken, id);
        try
        {
            StdioBackend backend = new(Loop, terminal, keepSignalKeys);
            hasStandardStreams = true;
            return backend;
        }
        catch (IOException e)
        {
            throw new ChardevException(ChardevError.NoRawTerminal, id, e.Message);
        }
    }
}
