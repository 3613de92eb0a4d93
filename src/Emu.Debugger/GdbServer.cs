using System.Text;

namespace Emu.Debugger;

/// <summary>
/// The other end of GDB's remote protocol (GDB manual, appendix E), for one connection at a time: takes packets, does what
/// they ask, and answers. Used by one thread.
/// </summary>
public sealed class GdbServer
{
    private const byte Acknowledgement = (byte)'+', Refusal = (byte)'-', EscapeFlip = 0x20;

    private readonly IDebugTarget target;
    private readonly Action<ReadOnlyMemory<byte>> send;
    private readonly PacketReader reader;
    private readonly GdbCommands commands;
    private bool acknowledges, isConnected, isDetached, isWaiting;

    // The last packet that was sent.
    private byte[] last = [];

    /// <param name="target">What is debugged.</param>
    /// <param name="send">Sends bytes to the debugger, without waiting for it.</param>
    public GdbServer(IDebugTarget target, Action<ReadOnlyMemory<byte>> send)
    {
        ArgumentNullException.ThrowIfNull(target);
        this.target = target;
        this.send = send;
        commands = new GdbCommands(target) { SaysText = text => Reply($"O{Hex.Of(text)}") };
        reader = new PacketReader(Take, Refuse, () => this.send(last), Interrupt);
    }

    /// <summary>The debugger waits for the target to stand still.</summary>
    public bool IsWaiting => isConnected && isWaiting;

    /// <summary>The thread that the debugger was told of last.</summary>
    public int LastThread => commands.LastStop.Thread;

    /// <summary>A debugger is there and has not left the target.</summary>
    public bool IsAttached => isConnected && !isDetached;

    /// <summary>A debugger has connected: the target stands still from here on.</summary>
    public void Open()
    {
        isConnected = acknowledges = true;
        isWaiting = isDetached = false;
        last = [];
        reader.Reset();
        commands.Reset();
        target.Pause();
    }

    /// <summary>The debugger is gone. The target stays as it is, without points.</summary>
    public void Close()
    {
        if (!isConnected) return;
        isConnected = false;
        commands.Reset();
        bool runs = target.IsRunning;
        if (runs) target.Pause();
        target.RemoveAllPoints();
        if (runs) target.Resume(_ => true, 0);
    }

    /// <summary>Takes bytes from the debugger.</summary>
    public void Receive(ReadOnlySpan<byte> bytes) => reader.Read(bytes);

    /// <summary>The target, which was running, stands still.</summary>
    public void Stopped(DebugStop stop)
    {
        commands.LastStop = stop;
        if (!isConnected || !isWaiting) return;
        isWaiting = false;
        Reply(commands.Describe(stop));
    }

    /// <summary>The target has ended: there is nothing to debug any more.</summary>
    /// <param name="status">What the emulator exits with, 0 to 255.</param>
    public void Exited(int status)
    {
        if (!isConnected) return;
        isConnected = false;
        Reply($"W{status & 0xff:x2}");
    }

    /// <summary>A signal has ended the target.</summary>
    /// <param name="signal">By GDB's numbers.</param>
    public void Killed(int signal)
    {
        if (!isConnected) return;
        isConnected = false;
        Reply($"X{signal:x2}");
    }

    private void Take(ReadOnlySpan<byte> content)
    {
        if (acknowledges) send(new[] { Acknowledgement });
        // A target that runs is stopped by whatever a debugger wants of it.
        if (target.IsRunning) target.Pause();
        isWaiting = false;
        GdbReply reply = commands.Execute(Encoding.Latin1.GetString(content));
        if (reply.EndsAcknowledging) acknowledges = false;
        if (reply.Text is { } text) Reply(text);
        isWaiting = reply.Waits;
        isDetached |= reply.Detaches;
        if (reply.Resumes is { } resumes) target.Resume(resumes, reply.Signal);
        if (reply.Kills) target.Kill();
    }

    // The debugger sends what has come damaged once more.
    private void Refuse()
    {
        if (acknowledges) send(new[] { Refusal });
    }

    private void Interrupt()
    {
        if (!target.IsRunning) return;
        target.Pause();
        Stopped(new DebugStop(commands.LastStop.Thread, DebugStop.Interrupt));
    }

    private void Reply(string text)
    {
        List<byte> packet = new(text.Length + 4) { (byte)'$' };
        byte sum = 0;
        foreach (char letter in text)
        {
            // Bytes are letters of Latin-1; four of them stand for something in a packet.
            bool isSpecial = letter is '$' or '#' or '}' or '*';
            if (isSpecial) Add((byte)'}');
            Add(isSpecial ? (byte)(letter ^ EscapeFlip) : (byte)letter);
        }

        packet.Add((byte)'#');
        packet.AddRange(Encoding.ASCII.GetBytes($"{sum:x2}"));
        send(last = [.. packet]);

        void Add(byte each)
        {
            packet.Add(each);
            sum += each;
        }
    }
}
