using Emu.Core.Time;
using Emu.Host;

namespace Emu.Chardev;

/// <summary>
/// A new pseudo-terminal for another program (<c>screen /dev/pts/3</c>). While nobody has it open, output is thrown
/// away; a program may come and go as often as it likes.
/// </summary>
public sealed class PtyBackend : ICharacterBackend
{
    /// <summary>How often a pseudo-terminal that nobody has open is looked at; the host has no event for it.</summary>
    private const ulong ConnectionPollNanoseconds = 250_000_000;

    private const ulong RetryNanoseconds = 5_000_000;

    private readonly EventLoop loop;
    private readonly MachineTimer connectionTimer, retryTimer;
    private readonly Lock gate = new();

    // Guarded by the gate.
    private readonly byte[] pending = new byte[16 * 1024];
    private int count;
    private bool isConnected, isRefused;
    private PseudoTerminal? terminal;

    // Belongs to the event loop.
    private ICharacterFrontEnd? frontEnd;
    private volatile InputPump? input;

    /// <exception cref="IOException">The host has no pseudo-terminal left.</exception>
    public PtyBackend(EventLoop loop)
    {
        ArgumentNullException.ThrowIfNull(loop);
        this.loop = loop;
        terminal = new PseudoTerminal();
        Path = terminal.Path;
        connectionTimer = loop.CreateTimer(CheckConnection);
        retryTimer = loop.CreateTimer(Send);
    }

    /// <summary>What the other program opens.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public string FileName => $"pty:{Path}";

    public void Attach(ICharacterFrontEnd frontEnd)
    {
        this.frontEnd = frontEnd;
        loop.Post(CheckConnection);
    }

    public int Write(ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            if (!isConnected) return bytes.Length;
            int taken = Math.Min(bytes.Length, pending.Length - count);
            if (taken < bytes.Length) isRefused = true;
            bytes[..taken].CopyTo(pending.AsSpan(count));
            // The first byte waits a moment for others, as guests print them one by one.
            if (count == 0 && taken != 0) retryTimer.Set(loop.Clock.Nanoseconds + (RetryNanoseconds / 5));
            count += taken;
            return taken;
        }
    }

    public void ResumeInput() => input?.Resume();

    /// <summary>Sends what the pseudo-terminal takes; a program that does not read is not waited for.</summary>
    public void Flush() => Send();

    public void Dispose()
    {
        Send();
        connectionTimer.Cancel();
        retryTimer.Cancel();
        input?.Dispose();
        lock (gate)
        {
            isConnected = false;
            terminal?.Dispose();
            terminal = null;
        }
    }

    private void CheckConnection()
    {
        int descriptor;
        lock (gate)
        {
            if (terminal is null) return;
            isConnected = terminal.IsConnected;
            descriptor = terminal.Descriptor;
            if (!isConnected)
            {
                connectionTimer.Set(loop.Clock.Nanoseconds + ConnectionPollNanoseconds);
                return;
            }
        }

        input = new InputPump(loop, descriptor, frontEnd!, Disconnected);
    }

    private void Disconnected()
    {
        bool tellRoom;
        lock (gate)
        {
            isConnected = false;
            count = 0;
            tellRoom = isRefused;
            isRefused = false;
        }

        input = null;
        if (tellRoom) frontEnd!.OutputRoomAvailable();
        CheckConnection();
    }

    private void Send()
    {
        bool tellRoom;
        lock (gate)
        {
            if (terminal is null || count == 0) return;
            // An error means that the other side is gone, which the input notices too.
            int written = terminal.Write(pending.AsSpan(0, count));
            if (written < 0) written = count;
            pending.AsSpan(written, count - written).CopyTo(pending);
            count -= written;
            if (count != 0) retryTimer.Set(loop.Clock.Nanoseconds + RetryNanoseconds);
            tellRoom = isRefused && written != 0;
            if (tellRoom) isRefused = false;
        }

        if (tellRoom) loop.Post(() => frontEnd?.OutputRoomAvailable());
    }
}
