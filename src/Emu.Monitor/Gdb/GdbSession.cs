using Emu.Core.Time;
using Emu.Debugger;

namespace Emu.Monitor.Gdb;

/// <summary>A debugger's connection to a machine. Used on the monitors' loop.</summary>
internal sealed class GdbSession : IMonitorSession
{
    private readonly MachineTarget target;
    private readonly GdbServer server;

    /// <param name="monitors">Whose machine it is.</param>
    /// <param name="channel">The debugger's connection.</param>
    /// <param name="loop">The monitors' loop.</param>
    public GdbSession(MonitorHost monitors, MonitorChannel channel, EventLoop loop)
    {
        target = new MachineTarget(monitors, () => loop.Post(MachineStopped));
        server = new GdbServer(target, bytes => channel.Send(bytes.Span));
    }

    /// <inheritdoc/>
    public void Open() => server.Open();

    /// <inheritdoc/>
    public void Close() => server.Close();

    /// <inheritdoc/>
    public void Receive(ReadOnlySpan<byte> bytes) => server.Receive(bytes);

    /// <summary>The machine stands still.</summary>
    public void MachineStopped()
    {
        if (server.IsWaiting) server.Stopped(target.TakeStop(server.LastThread));
    }

    /// <summary>The machine has ended.</summary>
    /// <param name="status">What the emulator exits with.</param>
    public void MachineEnded(int status) => server.Exited(status);
}
