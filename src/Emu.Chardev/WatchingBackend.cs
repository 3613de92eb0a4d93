using System.Text;

namespace Emu.Chardev;

/// <summary>Looks for a text in what a guest sends, once.</summary>
/// <param name="inner">The device; not disposed with this one.</param>
/// <param name="text">The text.</param>
/// <param name="found">Told when the host has taken its last byte, on the thread that sends it and under its device's lock.</param>
public sealed class WatchingBackend(ICharacterBackend inner, string text, Action found) : ICharacterBackend
{
    private readonly byte[] wanted = Encoding.UTF8.GetBytes(text);

    // For the thread that sends, one at a time: the last bytes, as many as the text has; null when it was found.
    private List<byte>? last = [];

    /// <inheritdoc/>
    public string FileName => inner.FileName;

    /// <inheritdoc/>
    public bool IsConnected => inner.IsConnected;

    /// <inheritdoc/>
    public ConsoleSize? Size => inner.Size;

    /// <inheritdoc/>
    public void Attach(ICharacterFrontEnd frontEnd) => inner.Attach(frontEnd);

    /// <inheritdoc/>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        int taken = inner.Write(bytes);
        foreach (byte each in bytes[..taken])
        {
            if (last is null) break;
            if (last.Count == wanted.Length) last.RemoveAt(0);
            last.Add(each);
            if (!last.SequenceEqual(wanted)) continue;
            last = null;
            found();
        }

        return taken;
    }

    /// <inheritdoc/>
    public void ResumeInput() => inner.ResumeInput();

    /// <inheritdoc/>
    public void Flush() => inner.Flush();

    /// <inheritdoc/>
    public void Abandon() => inner.Abandon();

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
