using System.Collections.Concurrent;
using Emu.Chardev;

namespace Emu.TerminalProbe;

/// <summary>Hands keys from the event loop to the main thread; a signal counts as the key <c>s</c>.</summary>
internal sealed class KeyReader : ICharacterFrontEnd
{
    private readonly BlockingCollection<char> keys = [];

    public int InputRoom => 100;

    public char Next() => keys.Take();

    public void SignalCame(int signal)
    {
        if (signal != 0) keys.Add('s');
    }

    public void Receive(ReadOnlySpan<byte> bytes)
    {
        foreach (byte key in bytes) keys.Add((char)key);
    }

    public void ReceiveBreak()
    {
    }

    public void OutputRoomAvailable()
    {
    }
}
