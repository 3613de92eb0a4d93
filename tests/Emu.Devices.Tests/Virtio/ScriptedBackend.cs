using Emu.Chardev;

namespace Emu.Devices.Tests.Virtio;

/// <summary>The host's end of a port: remembers what it gets, and takes as much as it is told to.</summary>
internal sealed class ScriptedBackend : ICharacterBackend
{
    private readonly Lock gate = new();
    private readonly List<byte> written = [];
    private int room = int.MaxValue;

    /// <summary>Bytes that it takes before it refuses.</summary>
    public int Room
    {
        get
        {
            lock (gate) return room;
        }

        set
        {
            lock (gate) room = value;
        }
    }

    public bool IsConnected { get; set; } = true;

    public ConsoleSize? Size { get; set; }

    public ICharacterFrontEnd? FrontEnd { get; private set; }

    /// <summary>How often the port has said that it may have room for input.</summary>
    public int Resumptions { get; private set; }

    public byte[] Written
    {
        get
        {
            lock (gate) return [.. written];
        }
    }

    public void Attach(ICharacterFrontEnd frontEnd) => FrontEnd = frontEnd;

    public int Write(ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            int taken = Math.Min(bytes.Length, room);
            room -= taken;
            written.AddRange(bytes[..taken]);
            return taken;
        }
    }

    public void ResumeInput() => Resumptions++;

    public void Flush()
    {
    }

    public void Dispose()
    {
    }
}
