using Emu.Chardev;

namespace Emu.Testing.Machines;

/// <summary>The other end of a serial port: remembers what the guest sends, and can type.</summary>
public sealed class RecordingBackend : ICharacterBackend
{
    private readonly Lock gate = new();
    private readonly List<byte> written = [];
    private int sinceFlush;
    private int pieces;

    /// <summary>Bytes that it takes before it is flushed; more are refused.</summary>
    public int Room { get; init; } = int.MaxValue;

    /// <summary>Refuses every second piece.</summary>
    public bool IsSlow { get; init; }

    /// <summary>What the guest's end is, once it is attached.</summary>
    public ICharacterFrontEnd? FrontEnd { get; private set; }

    public bool IsDisposed { get; private set; }

    public string Text
    {
        get
        {
            lock (gate) return System.Text.Encoding.ASCII.GetString([.. written]);
        }
    }

    public void Attach(ICharacterFrontEnd frontEnd) => FrontEnd = frontEnd;

    public int Write(ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            if (IsSlow && pieces++ % 2 == 0) return 0;
            int taken = Math.Min(bytes.Length, Room - sinceFlush);
            written.AddRange(bytes[..taken]);
            sinceFlush += taken;
            return taken;
        }
    }

    public void ResumeInput()
    {
    }

    public void Flush()
    {
        lock (gate) sinceFlush = 0;
    }

    public void Dispose() => IsDisposed = true;
}
