using System.Text;

namespace Emu.Chardev.Tests;

/// <summary>The guest's end in the hands of a test: takes as much input as it is told to and remembers it.</summary>
internal sealed class RecordingFrontEnd : ICharacterFrontEnd
{
    private readonly Lock gate = new();
    private readonly StringBuilder input = new();
    private int room = int.MaxValue;

    public int InputRoom
    {
        get
        {
            lock (gate) return room;
        }
    }

    public int Breaks { get; private set; }
    public int RoomAvailableCalls { get; private set; }

    public string Input
    {
        get
        {
            lock (gate) return input.ToString();
        }
    }

    public void SetRoom(int bytes)
    {
        lock (gate) room = bytes;
    }

    public void Receive(ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            Assert.True(bytes.Length <= room, "more input than there was room for");
            input.Append(Encoding.Latin1.GetString(bytes));
            if (room != int.MaxValue) room -= bytes.Length;
        }
    }

    public void ReceiveBreak() => Breaks++;

    public void OutputRoomAvailable() => RoomAvailableCalls++;

    public void WaitForInput(string expected)
    {
        SpinWait.SpinUntil(() => Input.Length >= expected.Length, TimeSpan.FromSeconds(30));
        Assert.Equal(expected, Input);
    }
}
