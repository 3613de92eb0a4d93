using Emu.Core.Time;
using Emu.Host;

namespace Emu.Chardev;

/// <summary>
/// A connection by a socket, one at a time. A server takes the next one when the last has ended; a client tries again after
/// a while when it was told to. While there is no connection, output is thrown away.
/// </summary>
/// <remarks>Invariant of the unsafe code: the array of pending output is pinned while the host reads it, with the count
/// of bytes that it holds.</remarks>
public sealed class SocketBackend : ICharacterBackend
{
    /// <summary>Connections that are served at the same time; who comes after them is sent away.</summary>
    private const int MostServed = 64;

    private const int Capacity = 64 * 1024, FlushMilliseconds = 1000, LastMilliseconds = 250;

    private readonly EventLoop loop;
    private readonly SocketPlan plan;
    private readonly LoopTask sending;
    private readonly MachineTimer reconnectTimer;
    private readonly int listener = -1;
    private readonly DescriptorWatch? accepting;
    private readonly Lock gate = new();

    // Guarded by the gate.
    private readonly byte[] pending = GC.AllocateUninitializedArray<byte>(Capacity, pinned: true);
    private int count, connection = -1;
    private bool isRefused, isDisposed;

    // The connections that have backends of their own.
    private readonly List<SocketBackend> served = [];
    private Action<ICharacterBackend>? serve;

    // Belong to the event loop.
    private ICharacterFrontEnd? frontEnd;
    private DescriptorWatch? writing;
    private TelnetFilter? telnet;
    private volatile InputPump? input;
    private volatile bool isAbandoned;

    /// <summary>Begins to listen or connects. With <see cref="SocketPlan.Waits"/> it returns when somebody has
    /// connected.</summary>
    /// <exception cref="ChardevException">The host refuses.</exception>
    public SocketBackend(EventLoop loop, SocketPlan plan)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(plan);
        this.loop = loop;
        this.plan = plan;
        sending = loop.CreateTask(Send);
        reconnectTimer = loop.CreateTimer(Reconnect);
        if (plan.IsServer)
        {
            listener = plan.Listen();
            if (plan.Waits)
            {
                StandardError.WriteLine($"info: waiting for connection on: {plan.Name}");
                Begin(plan.WaitForConnection(listener));
            }

            accepting = loop.Watch(listener, Accept);
            if (connection < 0) accepting.Enable();
            return;
        }

        int made = plan.Connect();
        if (made >= 0) Begin(made);
        else if (plan.ReconnectSeconds == 0) throw plan.Refused("Failed to connect", made);
        else SetReconnectTimer();
    }

    /// <summary>The backend of one connection that somebody has made.</summary>
    private SocketBackend(EventLoop loop, SocketPlan plan, int made)
    {
        this.loop = loop;
        this.plan = plan with { IsServer = false, ReconnectSeconds = 0 };
        sending = loop.CreateTask(Send);
        reconnectTimer = loop.CreateTimer(Reconnect);
        Begin(made);
    }

    /// <inheritdoc/>
    public string FileName
    {
        get
        {
            string address = plan.Name + (plan.IsServer ? ",server=on" : "");
            lock (gate) return connection >= 0 || served.Exists(each => each.IsConnected) ? address : $"disconnected:{address}";
        }
    }

    /// <summary>True for one that others connect to.</summary>
    public bool IsServer => plan.IsServer;

    /// <summary>Serves all who connect at the same time, where a front end that is attached serves one after the other:
    /// each gets a backend of its own, which its user disposes when it is no longer connected. Instead of
    /// <see cref="Attach"/>, on a server.</summary>
    /// <param name="connected">Takes the backend of a connection, on the event loop.</param>
    public void ServeEach(Action<ICharacterBackend> connected) => loop.Post(() =>
    {
        int waiting;
        lock (gate)
        {
            serve = connected;
            (waiting, connection) = (connection, -1);
        }

        if (waiting >= 0) Serve(waiting);
        accepting!.Enable();
    });

    /// <inheritdoc/>
    public bool IsConnected
    {
        get
        {
            lock (gate) return connection >= 0;
        }
    }

    /// <inheritdoc/>
    public void Attach(ICharacterFrontEnd frontEnd)
    {
        this.frontEnd = frontEnd;
        loop.Post(StartInput);
    }

    /// <inheritdoc/>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            if (connection < 0) return bytes.Length;
            int taken = plan.IsTelnet ? TelnetFilter.Append(bytes, pending, ref count) : Append(bytes);
            if (taken < bytes.Length) isRefused = true;
            if (taken != 0) sending.Set();
            return taken;
        }
    }

    /// <inheritdoc/>
    public void ResumeInput() => input?.Resume();

    /// <summary>Sends what the other side takes; one that does not read is waited for a moment.</summary>
    public void Flush()
    {
        long last = Environment.TickCount64 + FlushMilliseconds;
        while (Environment.TickCount64 < (isAbandoned ? Math.Min(last, Environment.TickCount64 + LastMilliseconds) : last))
        {
            lock (gate)
            {
                if (connection < 0 || count == 0) return;
                SendLocked();
                if (count == 0) return;
            }

            Thread.Sleep(1);
        }
    }

    /// <inheritdoc/>
    public void Abandon()
    {
        isAbandoned = true;
        foreach (SocketBackend each in Served) each.Abandon();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Flush();
        accepting?.Dispose();
        foreach (SocketBackend each in Served) each.Dispose();
        reconnectTimer.Cancel();
        lock (gate)
        {
            isDisposed = true;
            CloseLocked();
        }

        if (listener >= 0) plan.CloseListener(listener);
    }

    private SocketBackend[] Served
    {
        get
        {
            lock (gate) return [.. served];
        }
    }

    private int Append(ReadOnlySpan<byte> bytes)
    {
        int taken = Math.Min(bytes.Length, pending.Length - count);
        bytes[..taken].CopyTo(pending.AsSpan(count));
        count += taken;
        return taken;
    }

    private void Accept()
    {
        int made = HostSocket.Accept(listener, out _);
        if (made < 0) return;
        if (serve is not null)
        {
            Serve(made);
            return;
        }

        accepting!.Disable();
        Begin(made);
        StartInput();
    }

    private void Serve(int made)
    {
        SocketBackend? each = null;
        lock (gate)
        {
            served.RemoveAll(old => !old.IsConnected);
            if (served.Count < MostServed && !isDisposed) served.Add(each = new SocketBackend(loop, plan, made));
        }

        if (each is null) HostSocket.Close(made);
        else serve!(each);
    }

    private void Begin(int made)
    {
        if (plan.IsInternet && plan.HasNoDelay) HostSocket.SetNoDelay(made);
        lock (gate)
        {
            connection = made;
            count = 0;
        }

        telnet = plan.IsTelnet ? new TelnetFilter() : null;
        if (telnet is not null) lock (gate) Append(TelnetFilter.Greeting);
        sending.Set();
    }

    /// <summary>On the loop: input flows once there are both a connection and somebody who takes it.</summary>
    private void StartInput()
    {
        int descriptor;
        lock (gate) descriptor = connection;
        if (descriptor < 0 || frontEnd is null || input is not null) return;
        writing ??= loop.WatchWriting(descriptor, Send);
        ICharacterFrontEnd target = telnet is null ? frontEnd : telnet.Before(frontEnd);
        input = new InputPump(loop, descriptor, target, Ended, isSocket: true);
        frontEnd.ConnectionChanged(true);
    }

    private void Ended()
    {
        bool tellRoom;
        lock (gate)
        {
            CloseLocked();
            tellRoom = isRefused;
            isRefused = false;
        }

        frontEnd!.ConnectionChanged(false);
        if (tellRoom) frontEnd.OutputRoomAvailable();
        if (isDisposed) return;
        if (plan.IsServer) accepting!.Enable();
        else if (plan.ReconnectSeconds != 0) SetReconnectTimer();
    }

    private void CloseLocked()
    {
        input?.Dispose();
        input = null;
        writing?.Dispose();
        writing = null;
        count = 0;
        if (connection < 0) return;
        HostSocket.Close(connection);
        connection = -1;
    }

    private void SetReconnectTimer() =>
        reconnectTimer.Set(loop.Clock.Nanoseconds + ((ulong)plan.ReconnectSeconds * 1_000_000_000));

    private void Reconnect()
    {
        int made = plan.Connect();
        if (made < 0)
        {
            SetReconnectTimer();
            return;
        }

        Begin(made);
        StartInput();
    }

    private void Send()
    {
        bool tellRoom;
        lock (gate)
        {
            if (connection < 0) return;
            int before = count;
            SendLocked();
            if (count != 0) writing?.Enable();
            else writing?.Disable();
            tellRoom = isRefused && count < before;
            if (tellRoom) isRefused = false;
        }

        if (tellRoom) frontEnd?.OutputRoomAvailable();
    }

    private unsafe void SendLocked()
    {
        while (count != 0)
        {
            int sent;
            fixed (byte* first = pending) sent = HostSocket.Send(connection, [new IoSegment((nint)first, count)]);
            // The other side is gone, which the input notices too.
            if (sent < 0 && sent != HostSocket.TryAgain) sent = count;
            if (sent <= 0) return;
            pending.AsSpan(sent, count - sent).CopyTo(pending);
            count -= sent;
        }
    }
}
