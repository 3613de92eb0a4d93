using System.Text;
using Emu.Core.Control;
using Emu.Core.Time;
using Emu.Host;

namespace Emu.Chardev;

/// <summary>
/// Gives a console its escape key: Ctrl-A and a letter talk to the emulator instead of the guest. It sits between any
/// backend and its front ends: output of all of them goes to the backend, input to the one that was chosen last.
/// </summary>
public sealed class EscapeMultiplexer : ICharacterBackend, ICharacterFrontEnd
{
    /// <summary>Ctrl-A, where the user has not chosen another key.</summary>
    public const byte DefaultEscapeKey = 0x01;

    /// <summary>
    /// Typed ahead of a guest that does not read. Keys are looked at when they come, so the escapes work until this is
    /// full.
    /// </summary>
    private const int QueueCapacity = 64 * 1024;

    private readonly ICharacterBackend inner;
    private readonly EventLoop loop;
    private readonly IMachineControl control;
    private readonly TimeProvider time;
    private readonly byte escapeKey;

    // Input belongs to the event loop, but for the flag by which any thread asks to go on.
    private readonly Queue<byte> typed = new();
    private readonly byte[] delivery = new byte[256];
    // Replaced as a whole, since a monitor is attached while input may come already.
    private volatile ICharacterFrontEnd[] frontEnds = [];
    private int chosen;
    private bool isEscaped;
    private volatile bool isWaitingForRoom;

    // Output state is guarded by the lock: CPUs write, the event loop switches.
    private readonly Lock outputGate = new();
    private volatile bool hasTimestamps;
    private bool isAtLineStart;
    private long firstStamp;

    /// <summary>Wraps a backend, which is disposed with the multiplexer.</summary>
    /// <param name="inner">The backend.</param>
    /// <param name="loop">The event loop that the backend delivers its input on.</param>
    /// <param name="control">Is asked to shut down with status 0 by Ctrl-A x.</param>
    /// <param name="time">For the time stamps; the system's when null.</param>
    /// <param name="escapeKey">The key that the emulator takes for itself.</param>
    public EscapeMultiplexer(
        ICharacterBackend inner, EventLoop loop, IMachineControl control, TimeProvider? time = null,
        byte escapeKey = DefaultEscapeKey)
    {
        this.escapeKey = escapeKey;
        this.inner = inner;
        this.loop = loop;
        this.control = control;
        this.time = time ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public string FileName => "mux";

    public bool IsConnected => inner.IsConnected;

    public ConsoleSize? Size => inner.Size;

    public int InputRoom => QueueCapacity - typed.Count;

    public void Attach(ICharacterFrontEnd frontEnd)
    {
        frontEnds = [.. frontEnds, frontEnd];
        if (frontEnds.Length == 1) inner.Attach(this);
    }

    public int Write(ReadOnlySpan<byte> bytes) => hasTimestamps ? WriteStamped(bytes) : inner.Write(bytes);

    public void ResumeInput()
    {
        if (!isWaitingForRoom) return;
        isWaitingForRoom = false;
        // The caller may hold its lock, and delivering takes it.
        loop.Post(Deliver);
    }

    public void Flush() => inner.Flush();

    public void Abandon() => inner.Abandon();

    public void Dispose() => inner.Dispose();

    public void Receive(ReadOnlySpan<byte> bytes)
    {
        foreach (byte key in bytes)
        {
            if (isEscaped) Escape(key);
            else if (key == escapeKey) isEscaped = true;
            else typed.Enqueue(key);
        }

        Deliver();
    }

    /// <summary>A break goes ahead of what is typed and not read yet: it is for guests that hang.</summary>
    public void ReceiveBreak() => Chosen.ReceiveBreak();

    public void OutputRoomAvailable()
    {
        foreach (ICharacterFrontEnd frontEnd in frontEnds) frontEnd.OutputRoomAvailable();
    }

    public void ConnectionChanged(bool isConnected)
    {
        foreach (ICharacterFrontEnd frontEnd in frontEnds) frontEnd.ConnectionChanged(isConnected);
    }

    public void SizeChanged()
    {
        foreach (ICharacterFrontEnd frontEnd in frontEnds) frontEnd.SizeChanged();
    }

    private void Escape(byte key)
    {
        isEscaped = false;
        if (key == escapeKey)
        {
            typed.Enqueue(key);
            return;
        }

        switch (key)
        {
            case (byte)'x':
                Print(StandardError.IsQemu ? "QEMU: Terminated\n" : "emu: terminated\n");
                control.RequestQuit(0);
                break;
            case (byte)'h' or (byte)'?':
                Print(Help());
                break;
            case (byte)'b':
                ReceiveBreak();
                break;
            case (byte)'t':
                ToggleTimestamps();
                break;
            case (byte)'s':
                Print("\nemu: there is no disk to save\n");
                break;
            case (byte)'c':
                ChooseNext();
                break;
        }
    }

    private string Help()
    {
        string key = escapeKey is > 0 and <= 26 ? $"Ctrl-{(char)(escapeKey + '@')}" : $"0x{escapeKey:x2}";
        return $"""

            {key} h       this list
            {key} x       end the emulator
            {key} b       send a break (magic SysRq)
            {key} t       switch time stamps on or off
            {key} s       save the disks (no disk needs it yet)
            {key} c       change to the next device on this console
            {key} {key}  send {key}

            """;
    }

    private ICharacterFrontEnd Chosen => frontEnds[chosen];

    private void ChooseNext()
    {
        if (frontEnds.Length == 1) Print("\nemu: there is no other device on this console, and no monitor\n");
        ICharacterFrontEnd before = Chosen;
        chosen = (chosen + 1) % frontEnds.Length;
        typed.Clear();
        if (Chosen == before) return;
        before.FocusChanged(false);
        Chosen.FocusChanged(true);
    }

    private void Deliver()
    {
        while (typed.Count != 0)
        {
            // Said before the question, so that room that appears between the question and its answer is not missed.
            isWaitingForRoom = true;
            int count = Math.Min(Math.Min(Chosen.InputRoom, typed.Count), delivery.Length);
            if (count <= 0) return;
            isWaitingForRoom = false;
            for (int i = 0; i < count; i++) delivery[i] = typed.Dequeue();
            Chosen.Receive(delivery.AsSpan(0, count));
        }

        inner.ResumeInput();
    }

    private void ToggleTimestamps()
    {
        lock (outputGate)
        {
            firstStamp = time.GetTimestamp();
            isAtLineStart = true;
            hasTimestamps = !hasTimestamps;
        }
    }

    private int WriteStamped(ReadOnlySpan<byte> bytes)
    {
        lock (outputGate)
        {
            int total = 0;
            while (total < bytes.Length)
            {
                if (isAtLineStart) Print($"[{time.GetElapsedTime(firstStamp):hh\\:mm\\:ss\\.fff}] ");
                int end = bytes[total..].IndexOf((byte)'\n');
                ReadOnlySpan<byte> line = end < 0 ? bytes[total..] : bytes.Slice(total, end + 1);
                int taken = inner.Write(line);
                total += taken;
                isAtLineStart = taken == line.Length && end >= 0;
                if (taken < line.Length) break;
            }

            return total;
        }
    }

    /// <summary>Prints for the user; what does not fit beside the guest's output is cut.</summary>
    private void Print(string text) => inner.Write(Encoding.ASCII.GetBytes(text.ReplaceLineEndings("\r\n")));
}
