namespace Emu.Chardev;

/// <summary>
/// The host's end of a character device: a terminal, a file, a pseudo-terminal. Serial ports and consoles talk to it.
/// </summary>
public interface ICharacterBackend : IDisposable
{
    /// <summary>
    /// Names the device that takes the input. Called once, before the machine runs; input waits until then.
    /// </summary>
    void Attach(ICharacterFrontEnd frontEnd);

    /// <summary>
    /// Sends bytes to the host without waiting for it. Any thread may call, and may hold the lock of its device.
    /// Returns how many bytes, from the first, were taken; when that is not all of them, <see
    /// cref="ICharacterFrontEnd.OutputRoomAvailable"/> is called later.
    /// </summary>
    int Write(ReadOnlySpan<byte> bytes);

    /// <summary>
    /// The front end has room for input again after <see cref="ICharacterFrontEnd.InputRoom"/> was too small. Any
    /// thread may call, and may hold the lock of its device; cheap when nobody waits for it.
    /// </summary>
    void ResumeInput();

    /// <summary>Somebody is at the host's end; always true where that cannot be known. Any thread.</summary>
    bool IsConnected => true;

    /// <summary>The size of the terminal at the host's end; null where there is none, or nobody knows. Any thread.</summary>
    ConsoleSize? Size => null;

    /// <summary>What is at the host's end, as monitors say it. Any thread.</summary>
    string FileName => "unknown";

    /// <summary>Waits until the host has taken all that was written.</summary>
    void Flush();

    /// <summary>The process is to end: from here on <see cref="Flush"/> and <see cref="IDisposable.Dispose"/>, running ones
    /// too, wait a moment at most for a host that takes no output. Any thread may call. Does nothing where they never
    /// wait.</summary>
    void Abandon()
    {
    }
}
