using System.Text;
using System.Text.Json;
using Emu.Chardev;

namespace Emu.Monitor.Tests;

/// <summary>A program at the other end of a monitor: sends text, and waits for lines.</summary>
internal sealed class TestClient : ICharacterBackend
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly object gate = new();
    private readonly StringBuilder received = new();
    private ICharacterFrontEnd? frontEnd;
    private int looked;

    /// <summary>Takes nothing while it is false.</summary>
    public bool IsReading { get; set; } = true;

    /// <summary>All that has come.</summary>
    public string Text
    {
        get
        {
            lock (gate) return received.ToString();
        }
    }

    public void Attach(ICharacterFrontEnd frontEnd) => this.frontEnd = frontEnd;

    public int Write(ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            if (!IsReading) return 0;
            received.Append(Encoding.UTF8.GetString(bytes));
            System.Threading.Monitor.PulseAll(gate);
            return bytes.Length;
        }
    }

    /// <summary>Reads again.</summary>
    public void Read()
    {
        lock (gate) IsReading = true;
        frontEnd!.OutputRoomAvailable();
    }

    /// <summary>Sends text as far as the monitor takes it; returns the bytes that it took.</summary>
    public int Send(string text) => Send(text, Encoding.UTF8);

    /// <summary>As the other form, in an encoding of the caller's.</summary>
    public int Send(string text, Encoding encoding)
    {
        byte[] bytes = encoding.GetBytes(text);
        int sent = 0;
        while (sent < bytes.Length && frontEnd!.InputRoom is > 0 and var room)
        {
            int count = Math.Min(room, bytes.Length - sent);
            frontEnd.Receive(bytes.AsSpan(sent, count));
            sent += count;
        }

        return sent;
    }

    /// <summary>Sends one byte.</summary>
    public void SendByte(byte value)
    {
        Assert.True(SpinWait.SpinUntil(() => frontEnd!.InputRoom > 0, Patience), "the monitor takes no input");
        frontEnd!.Receive([value]);
    }

    /// <summary>Forgets the lines that were read.</summary>
    public void Forget()
    {
        lock (gate)
        {
            received.Remove(0, looked);
            looked = 0;
        }
    }

    /// <summary>Sends a command and returns its answer, over events that come before.</summary>
    public JsonElement Ask(string command, string? arguments = null)
    {
        Send($"{{\"execute\": \"{command}\"{(arguments is null ? "" : $", \"arguments\": {arguments}")}}}\n");
        while (true)
        {
            JsonElement line = JsonDocument.Parse(ReadLine()).RootElement;
            if (line.TryGetProperty("return", out JsonElement result)) return result;
            if (line.TryGetProperty("error", out JsonElement error)) return error;
        }
    }

    /// <summary>The description of the error that a command answers.</summary>
    public string? AskError(string command, string? arguments = null) => Ask(command, arguments).GetProperty("desc").GetString();

    /// <summary>The next line.</summary>
    public string ReadLine()
    {
        lock (gate)
        {
            int end;
            while ((end = received.ToString(looked, received.Length - looked).IndexOf("\r\n", StringComparison.Ordinal)) < 0)
                Assert.True(System.Threading.Monitor.Wait(gate, Patience), $"no line comes behind {Text}");
            string line = received.ToString(looked, end);
            looked += end + 2;
            return line;
        }
    }

    /// <summary>Reads lines up to one with that text, and returns it.</summary>
    public string WaitFor(string text)
    {
        while (true)
            if (ReadLine() is { } line && line.Contains(text, StringComparison.Ordinal)) return line;
    }

    /// <summary>Waits until a text has come so many times, whoever has read it.</summary>
    public void WaitUntil(string text, int times = 1)
    {
        lock (gate)
        {
            while (received.ToString().Split(text).Length - 1 < times)
                Assert.True(System.Threading.Monitor.Wait(gate, Patience), $"{text} does not come behind {received}");
        }
    }

    public void ResumeInput()
    {
    }

    public void Flush()
    {
    }

    public void Dispose()
    {
    }
}
