namespace Emu.Chardev;

/// <summary>A character device whose host's end can be replaced while a device of the guest uses it: <c>chardev-change</c>.</summary>
/// <param name="first">The host's end; disposed with this one, or when it is replaced.</param>
internal sealed class SwitchableBackend(ICharacterBackend first) : ICharacterBackend
{
    // Replaced on the event loop; other threads read it once for each call.
    private volatile ICharacterBackend current = first;

    // Set once, before the machine runs, and read on the event loop.
    private ICharacterFrontEnd? frontEnd;

    /// <inheritdoc/>
    public bool IsConnected => current.IsConnected;

    /// <inheritdoc/>
    public ConsoleSize? Size => current.Size;

    /// <inheritdoc/>
    public string FileName => current.FileName;

    /// <summary>The host's end that there is.</summary>
    public ICharacterBackend Current => current;

    /// <summary>Gives the guest a break on the line. On the event loop.</summary>
    public void SendBreak() => frontEnd?.ReceiveBreak();

    /// <summary>Puts another host's end in the place of the one that there is, which is closed; output that it has not taken is lost.
    /// On the event loop, while no CPU runs.</summary>
    public void Replace(ICharacterBackend next)
    {
        ICharacterBackend before = current;
        bool wasConnected = before.IsConnected;
        current = next;
        before.Abandon();
        before.Dispose();
        if (frontEnd is null) return;
        next.Attach(frontEnd);
        if (next.IsConnected != wasConnected) frontEnd.ConnectionChanged(next.IsConnected);
        frontEnd.SizeChanged();
        // It may wait for room in the one that is gone.
        frontEnd.OutputRoomAvailable();
    }

    /// <inheritdoc/>
    public void Attach(ICharacterFrontEnd frontEnd)
    {
        this.frontEnd = frontEnd;
        current.Attach(frontEnd);
    }

    /// <inheritdoc/>
    public int Write(ReadOnlySpan<byte> bytes) => current.Write(bytes);

    /// <inheritdoc/>
    public void ResumeInput() => current.ResumeInput();

    /// <inheritdoc/>
    public void Flush() => current.Flush();

    /// <inheritdoc/>
    public void Abandon() => current.Abandon();

    /// <inheritdoc/>
    public void Dispose() => current.Dispose();
}
