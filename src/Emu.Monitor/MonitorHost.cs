using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Emu.Chardev;
using Emu.Core.Logging;
using Emu.Core.Time;
using Emu.Devices.Virtio;
using Emu.Machine;
using Emu.Model.Options;
using Emu.Monitor.Commands;
using Emu.Monitor.Gdb;
using Emu.Monitor.Hmp;
using Emu.Monitor.Objects;
using Emu.Monitor.Qmp;
using Emu.Monitor.Qtest;

namespace Emu.Monitor;

/// <summary>
/// All monitors of a machine. Commands run one after the other on a loop of the monitors' own, so that they may wait for
/// the machine; events come from the machine's threads and wait for nobody. Made before the machine runs and disposed when it has ended, by
/// the thread that built it.
/// </summary>
public sealed class MonitorHost : IMachineObserver, IDisposable
{
    private readonly EventLoop loop;
    private readonly Lazy<ObjectTypes> types;

    // Belong to the monitors' loop.
    private readonly List<JobInfo> jobs = [];
    private readonly Dictionary<string, IReadOnlyList<NetAnnouncement>> announcements = [];
    private int snapshots;
    private LogItems? logItems;
    private TextWriter? logWriter;

    /// <summary>Guards the list of clients.</summary>
    private readonly Lock gate = new();
    private readonly List<MonitorChannel> channels = [];

    /// <param name="machine">The machine; it gets these monitors as its observer.</param>
    /// <param name="settings">What they say of the emulator.</param>
    public MonitorHost(Emu.Machine.Machine machine, MonitorSettings settings)
    {
        ArgumentNullException.ThrowIfNull(machine);
        Machine = machine;
        Settings = settings;
        types = new(() => new ObjectTypes(settings.Boards, settings.CpuType));
        loop = machine.Events.CreateSibling("monitor");
        machine.Observer = this;
    }

    /// <summary>The machine.</summary>
    public Emu.Machine.Machine Machine { get; }

    /// <summary>What monitors say of the emulator.</summary>
    public MonitorSettings Settings { get; }

    /// <summary>What the emulator exits with; set before <see cref="Dispose"/>.</summary>
    public int ExitStatus { get; set; }

    /// <summary>The version that clients get.</summary>
    public VersionInfo Version => Settings.Version;

    /// <summary>The types of objects. For the monitors' loop.</summary>
    internal ObjectTypes Types => types.Value;

    /// <summary>The jobs that have not been dismissed. For the monitors' loop.</summary>
    internal IReadOnlyList<JobInfo> Jobs => [.. jobs];

    /// <summary>Makes cards known to their networks; what goes on under the same name ends. For the monitors' loop.</summary>
    internal void Announce(string id, IReadOnlyList<NetAnnouncement> begun)
    {
        if (announcements.Remove(id, out IReadOnlyList<NetAnnouncement>? before))
            foreach (NetAnnouncement each in before) each.Stop();
        announcements.Add(id, begun);
    }

    /// <summary>A number for the next snapshot's node without a name. For the monitors' loop.</summary>
    internal int NextSnapshot() => ++snapshots;

    /// <summary>Brings a job into a state and tells all clients; the last state takes it away. For the monitors' loop.</summary>
    internal JobInfo Enter(JobInfo job, JobStatus status)
    {
        jobs.RemoveAll(each => each.Id == job.Id);
        job = job with { Status = status };
        if (status != JobStatus.Null) jobs.Add(job);
        SendEvent("JOB_STATUS_CHANGE", new JobEvent(status, job.Id), MonitorJson.Default.JobEvent);
        return job;
    }

    /// <summary>What is logged from here on; the log begins anew. For the monitors' loop.</summary>
    internal LogItems LogItems
    {
        get => logItems ?? Settings.EnabledLogItems;
        set
        {
            logItems = value;
            Log.Configure(value, LogWriter);
        }
    }

    /// <summary>Where the log is written. For the monitors' loop.</summary>
    internal TextWriter LogWriter
    {
        get => logWriter ?? Settings.LogWriter;
        set
        {
            logWriter = value;
            Log.Configure(LogItems, value);
        }
    }

    /// <summary>Adds a monitor on a character device; a device that others connect to gets a session for each of them.</summary>
    /// <param name="backend">The device; it stays the machine's to dispose.</param>
    /// <param name="isPretty">Answers take a line a member.</param>
    public void AddQmp(ICharacterBackend backend, bool isPretty) =>
        AddMonitor(backend, channel => new QmpSession(this, channel, isPretty));

    /// <summary>Clients would be told of each change of a migration. On the monitors' loop.</summary>
    internal bool HasMigrationEvents { get; set; }

    /// <summary>Adds a monitor for people on a character device.</summary>
    /// <param name="backend">The device; it stays the machine's to dispose.</param>
    public void AddHmp(ICharacterBackend backend) =>
        AddMonitor(backend, channel => new HmpSession(this, channel, isShared: backend is EscapeMultiplexer));

    /// <summary>Why a machine without CPUs has no port for a debugger.</summary>
    public const string NothingToDebug = "gdbstub: meaningless to attach gdb to a machine without any CPU.";

    /// <summary>Adds a debugger's port on a character device.</summary>
    /// <param name="backend">The device; it stays the machine's to dispose.</param>
    /// <exception cref="InvalidOperationException">The machine has no CPU.</exception>
    public void AddGdb(ICharacterBackend backend)
    {
        if (Machine.Cpus.Count == 0) throw new InvalidOperationException(NothingToDebug);
        AddChannel(backend, channel => new GdbSession(this, channel, loop), isOne: false);
    }

    /// <summary>Adds the port of a test that plays the CPU.</summary>
    /// <param name="backend">The device; it stays the machine's to dispose.</param>
    /// <param name="log">Takes what is said there; null drops it.</param>
    public void AddQtest(ICharacterBackend backend, TextWriter? log) =>
        AddChannel(backend, channel => new QtestSession(this, channel, log), isOne: false);

    /// <inheritdoc/>
    public void Stopped()
    {
        SendEvent("STOP");
        ForDebuggers(session => session.MachineStopped());
    }

    /// <inheritdoc/>
    public void Resumed() => SendEvent("RESUME");

    /// <inheritdoc/>
    public void PowerKeyPressed() => SendEvent("POWERDOWN");

    /// <inheritdoc/>
    public void DeviceDeleted(string? id, string path) =>
        SendEvent("DEVICE_DELETED", new DeletedEvent(id, path), MonitorJson.Default.DeletedEvent);

    /// <inheritdoc/>
    public void ReceiveFilterChanged(string? id, string path) =>
        SendEvent("NIC_RX_FILTER_CHANGED", new FilterEvent(id, path), MonitorJson.Default.FilterEvent);

    /// <inheritdoc/>
    public void WasReset(ShutdownCause cause) => SendEvent("RESET", EndEvent.Of(cause), MonitorJson.Default.EndEvent);

    /// <inheritdoc/>
    public void ShutDown(ShutdownCause cause) => SendEvent("SHUTDOWN", EndEvent.Of(cause), MonitorJson.Default.EndEvent);

    /// <summary>Ends all sessions, after what they still have to say.</summary>
    public void Dispose()
    {
        // The command that is running, mostly quit, ends with its answer.
        loop.Dispose();
        MonitorChannel[] open;
        lock (gate) open = [.. channels];
        foreach (MonitorChannel channel in open)
        {
            (channel.Session as GdbSession)?.MachineEnded(ExitStatus);
            channel.Flush();
        }
    }

    /// <summary>Runs a command, on the monitors' loop.</summary>
    /// <exception cref="CommandException">It cannot be done.</exception>
    /// <param name="command">The command.</param>
    /// <param name="arguments">What the client has sent.</param>
    /// <param name="takeDescriptor">Takes a descriptor that has come with the message; null where none can.</param>
    internal object? Run(Command command, OptionTree arguments, Func<int?>? takeDescriptor = null)
    {
        try
        {
            return command.Run(new CommandCall(this, takeDescriptor), arguments);
        }
        catch (InvalidOperationException e)
        {
            // The machine has ended meanwhile.
            throw new CommandException(e.Message);
        }
    }

    private void AddMonitor(ICharacterBackend backend, Func<MonitorChannel, IMonitorSession> create)
    {
        if (backend is SocketBackend { IsServer: true } server) server.ServeEach(each => AddChannel(each, create, isOne: true));
        else AddChannel(backend, create, isOne: false);
    }

    /// <summary>Adds a client.</summary>
    /// <param name="backend">Its connection.</param>
    /// <param name="create">Makes the session.</param>
    /// <param name="isOne">The device is this client's alone, and ends with it.</param>
    private void AddChannel(ICharacterBackend backend, Func<MonitorChannel, IMonitorSession> create, bool isOne)
    {
        MonitorChannel made = new(loop, backend, create) { Closed = isOne ? Remove : null };
        lock (gate) channels.Add(made);
        made.Start();
    }

    private void Remove(MonitorChannel channel)
    {
        lock (gate) channels.Remove(channel);
        channel.Backend.Dispose();
    }

    private void ForDebuggers(Action<GdbSession> tell)
    {
        lock (gate)
        {
            foreach (MonitorChannel channel in channels)
                if (channel.Session is GdbSession session) loop.Post(() => tell(session));
        }
    }

    private void SendEvent(string name) => SendEvent<EndEvent>(name, null, null);

    private void SendEvent<T>(string name, T? data, JsonTypeInfo<T>? type)
    {
        long microseconds = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        byte[] compact = QmpText.WriteCompact(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("timestamp");
            writer.WriteNumber("seconds", microseconds / 1_000_000);
            writer.WriteNumber("microseconds", microseconds % 1_000_000);
            writer.WriteEndObject();
            writer.WriteString("event", name);
            if (data is not null && type is not null)
            {
                writer.WritePropertyName("data");
                JsonSerializer.Serialize(writer, data, type);
            }

            writer.WriteEndObject();
        });
        lock (gate)
            foreach (MonitorChannel channel in channels) (channel.Session as QmpSession)?.SendEvent(compact);
    }
}
