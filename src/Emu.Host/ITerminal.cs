namespace Emu.Host;

/// <summary>The terminal that the emulator was started from, if it was.</summary>
public interface ITerminal
{
    /// <summary>False when input comes from a file, a pipe or nowhere; then the other members do nothing.</summary>
    bool IsPresent { get; }

    /// <summary>Width and height in characters, or null when the host does not know them.</summary>
    (int Columns, int Rows)? Size { get; }

    /// <summary>
    /// Delivers keys as they are typed, without echo. The old mode comes back with <see cref="Restore"/>, and by itself
    /// however the process ends or is stopped, except by SIGKILL.
    /// </summary>
    /// <param name="keepSignalKeys">False gives Ctrl-C, Ctrl-\ and Ctrl-Z to the guest as characters; true lets them
    /// signal this process.</param>
    /// <exception cref="IOException">The host refuses.</exception>
    void EnterRaw(bool keepSignalKeys);

    /// <summary>Brings back the mode from before <see cref="EnterRaw"/>; does nothing when it was not called.</summary>
    void Restore();
}
