namespace Emu.Chardev;

/// <summary>Keeps the last output in memory. There is no input.</summary>
/// <param name="size">Bytes that are kept.</param>
public sealed class RingBackend(int size) : ICharacterBackend
{
    private readonly Lock gate = new();

    // Guarded by the gate.
    private readonly byte[] ring = new byte[size];
    private long written, read;

    /// <inheritdoc/>
    public string FileName => "ringbuf";

    /// <inheritdoc/>
    public void Attach(ICharacterFrontEnd frontEnd)
    {
        // There is never anything to tell it.
    }

    /// <inheritdoc/>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            foreach (byte each in bytes) ring[written++ % ring.Length] = each;
            read = Math.Max(read, written - ring.Length);
            return bytes.Length;
        }
    }

    /// <summary>Takes the oldest bytes out; returns how many there were. Any thread.</summary>
    public int Read(Span<byte> target)
    {
        lock (gate)
        {
            int count = (int)Math.Min(target.Length, written - read);
            for (int i = 0; i < count; i++) target[i] = ring[read++ % ring.Length];
            return count;
        }
    }

    /// <inheritdoc/>
    public void ResumeInput()
    {
        // There is no input.
    }

    /// <inheritdoc/>
    public void Flush()
    {
        // It is in memory.
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is held.
    }
}
