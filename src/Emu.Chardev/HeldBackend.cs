namespace Emu.Chardev;

/// <summary>Keeps input away from a device until it is in the state that it is to begin in: what comes before would be lost. Output
/// goes through.</summary>
/// <param name="inner">The device; not disposed with this one.</param>
public sealed class HeldBackend(ICharacterBackend inner) : ICharacterBackend
{
    private volatile bool isReleased;

    /// <inheritdoc/>
    public string FileName => inner.FileName;

    /// <inheritdoc/>
    public bool IsConnected => inner.IsConnected;

    /// <inheritdoc/>
    public ConsoleSize? Size => inner.Size;

    /// <summary>Lets input through from here on. Any thread.</summary>
    public void Release()
    {
        isReleased = true;
        inner.ResumeInput();
    }

    /// <inheritdoc/>
    public void Attach(ICharacterFrontEnd frontEnd) => inner.Attach(new Gate(this, frontEnd));

    /// <inheritdoc/>
    public int Write(ReadOnlySpan<byte> bytes) => inner.Write(bytes);

    /// <inheritdoc/>
    public void ResumeInput()
    {
        if (isReleased) inner.ResumeInput();
    }

    /// <inheritdoc/>
    public void Flush() => inner.Flush();

    /// <inheritdoc/>
    public void Abandon() => inner.Abandon();

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>The device, without room while input is kept away.</summary>
    private sealed class Gate(HeldBackend held, ICharacterFrontEnd device) : ICharacterFrontEnd
    {
        public int InputRoom => held.isReleased ? device.InputRoom : 0;

        public void Receive(ReadOnlySpan<byte> bytes) => device.Receive(bytes);

        public void ReceiveBreak()
        {
            if (held.isReleased) device.ReceiveBreak();
        }

        public void OutputRoomAvailable() => device.OutputRoomAvailable();

        public void ConnectionChanged(bool isConnected) => device.ConnectionChanged(isConnected);

        public void SizeChanged() => device.SizeChanged();
    }
}
