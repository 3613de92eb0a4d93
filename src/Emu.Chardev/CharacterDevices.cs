using Emu.Chardev.Settings;
using Emu.Core.Control;
using Emu.Core.Time;
using Emu.Host;
using Emu.Model.Descriptors;
using Emu.Model.Options;

namespace Emu.Chardev;

/// <summary>The character devices of a machine, by id, and which of them its serial ports are connected to. Used by the thread
/// that builds the machine; disposed when no CPU runs any more.</summary>
public sealed class CharacterDevices : IReferenceResolver, IDisposable
{
    private readonly CharacterHost host;
    private readonly byte escapeKey = EscapeMultiplexer.DefaultEscapeKey;
    private readonly Dictionary<string, ICharacterBackend> devices = [];
    private readonly Dictionary<string, string> kinds = [];
    private readonly HashSet<string> taken = [];
    private readonly List<ICharacterBackend> serialPorts = [];

    /// <param name="loop">Where input is delivered.</param>
    /// <param name="control">Is asked to end the machine by the escape key.</param>
    /// <param name="terminal">The terminal on standard input.</param>
    /// <param name="escapeKey">The key of multiplexed devices that the emulator takes for itself.</param>
    public CharacterDevices(
        EventLoop loop, IMachineControl control, ITerminal terminal, byte escapeKey = EscapeMultiplexer.DefaultEscapeKey)
    {
        host = new CharacterHost(loop, control, terminal);
        this.escapeKey = escapeKey;
    }

    private CharacterDevices(ICharacterBackend single, EventLoop loop, IMachineControl control)
        : this(loop, control, new HostTerminal())
    {
        devices.Add("serial0", single);
        kinds.Add("serial0", "null");
        taken.Add("serial0");
        serialPorts.Add(single);
    }

    /// <summary>What the serial ports are connected to, in their order; at least one.</summary>
    public IReadOnlyList<ICharacterBackend> SerialPorts => serialPorts;

    /// <summary>One device, for the first serial port.</summary>
    /// <param name="single">The device.</param>
    /// <param name="loop">Where input of further devices is delivered.</param>
    /// <param name="control">Is asked to end the machine by the escape key.</param>
    public static CharacterDevices Of(ICharacterBackend single, EventLoop loop, IMachineControl control) =>
        new(single, loop, control);

    /// <summary>Opens a device.</summary>
    /// <param name="options">The content of <c>-chardev</c>.</param>
    /// <exception cref="OptionException">The options are wrong.</exception>
    /// <exception cref="ChardevException">The device cannot be had.</exception>
    public void Open(OptionTree options)
    {
        ArgumentNullException.ThrowIfNull(options);
        string id = options.Text("id") ?? throw new OptionException("chardev: no id specified");
        (ICharacterBackend device, string kind) = Make(id, options);
        lock (devices)
        {
            devices.Add(id, device);
            kinds.Add(id, kind);
        }
    }

    /// <summary>Replaces a device by another one of the same id, which goes on with what the guest has connected to it. While no
    /// CPU runs; not for the event loop.</summary>
    /// <param name="options">As for <see cref="Open"/>.</param>
    /// <exception cref="OptionException">The options are wrong, there is no device of that id, or it cannot be replaced.</exception>
    /// <exception cref="ChardevException">The other one cannot be had.</exception>
    public void Change(OptionTree options)
    {
        ArgumentNullException.ThrowIfNull(options);
        string id = options.Text("id") ?? throw new OptionException("chardev: no id specified");
        ICharacterBackend? before;
        lock (devices)
        {
            if (!devices.TryGetValue(id, out before)) throw new OptionException($"Chardev '{id}' does not exist");
            if (before is EscapeMultiplexer) throw new OptionException("Mux device hotswap not supported yet");
            if (before is not SwitchableBackend && taken.Contains(id))
                throw new OptionException("Chardev user does not support chardev hotswap");
        }

        (ICharacterBackend device, string kind) = Make(id, options);
        if (before is SwitchableBackend end)
        {
            host.Loop.Run(() =>
            {
                end.Replace(device);
                return default;
            });
        }

        lock (devices)
        {
            kinds[id] = kind;
            if (before is SwitchableBackend) return;
            devices[id] = device;
        }

        before.Dispose();
    }

    /// <summary>Connects the next serial port.</summary>
    /// <param name="id">The device's id; null for nothing.</param>
    /// <exception cref="OptionException">There is no such device, or another has it.</exception>
    public void ConnectSerialPort(string? id) => serialPorts.Add(id is null
        ? new NullBackend()
        : TakeForDevice(id) ?? throw new OptionException($"could not connect serial device to character backend 'chardev:{id}'"));

    /// <inheritdoc/>
    public T? Find<T>(string id)
        where T : class => TakeForDevice(id) as T;

    /// <summary>A device for a user outside of the machine, as a monitor is one, which cannot change while that has it; null when
    /// there is none.</summary>
    /// <exception cref="OptionException">Something else has it.</exception>
    public ICharacterBackend? FindFixed(string id) => Take(id);

    /// <summary>All devices by id, in their order: what they are, and whether something uses them. Any thread.</summary>
    public IReadOnlyList<CharacterDevice> List()
    {
        lock (devices)
            return [.. devices.Select(each => new CharacterDevice(
                each.Key, kinds[each.Key], each.Value.FileName, taken.Contains(each.Key) || each.Value is EscapeMultiplexer))];
    }

    /// <summary>The id of a device; null for none of these. Any thread.</summary>
    public string? IdOf(ICharacterBackend? device)
    {
        lock (devices) return devices.FirstOrDefault(each => each.Value == device).Key;
    }

    /// <summary>The memory that a device keeps its output in. Any thread.</summary>
    /// <returns>Null when it keeps none.</returns>
    /// <exception cref="OptionException">There is no such device.</exception>
    public RingBackend? FindRing(string id)
    {
        ICharacterBackend? device;
        lock (devices)
            if (!devices.TryGetValue(id, out device)) throw new OptionException($"Chardev '{id}' not found");
        while (true)
        {
            if (device is SwitchableBackend end) device = end.Current;
            else if (device is LoggingBackend log) device = log.Inner;
            else return device as RingBackend;
        }
    }

    /// <summary>Gives the guest a break on the line of a device that it uses, as a key of a terminal would. Not for the event
    /// loop.</summary>
    /// <exception cref="OptionException">There is no such device.</exception>
    public void SendBreak(string id)
    {
        ICharacterBackend? device;
        lock (devices)
            if (!devices.TryGetValue(id, out device)) throw new OptionException($"Chardev '{id}' not found");
        host.Loop.Run(() =>
        {
            (device as SwitchableBackend)?.SendBreak();
            (device as EscapeMultiplexer)?.ReceiveBreak();
            return default;
        });
    }

    /// <summary>Closes a device that nothing uses. Any thread.</summary>
    /// <returns>False when something uses it; null when there is none.</returns>
    public bool? Remove(string id)
    {
        ICharacterBackend? device;
        lock (devices)
        {
            if (!devices.TryGetValue(id, out device)) return null;
            if (taken.Contains(id) || device is EscapeMultiplexer) return false;
            devices.Remove(id);
            kinds.Remove(id);
        }

        device.Dispose();
        return true;
    }

    private ICharacterBackend[] All
    {
        get
        {
            lock (devices) return [.. devices.Values];
        }
    }

    /// <summary>Waits until the host has taken all output.</summary>
    public void Flush()
    {
        foreach (ICharacterBackend device in All) device.Flush();
    }

    /// <summary>As <see cref="ICharacterBackend.Abandon"/>, for all devices.</summary>
    public void Abandon()
    {
        foreach (ICharacterBackend device in All) device.Abandon();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ICharacterBackend device in devices.Values.Reverse()) device.Dispose();
        devices.Clear();
    }

    /// <summary>A device for one user, or for several when it is multiplexed; null when there is none.</summary>
    private ICharacterBackend? Take(string id)
    {
        lock (devices)
        {
            if (!devices.TryGetValue(id, out ICharacterBackend? device)) return null;
            return device is EscapeMultiplexer || taken.Add(id) ? device : throw new OptionException($"Device '{id}' is in use");
        }
    }

    /// <summary>As <see cref="Take"/>, for a device of the guest, which does not notice when its host's end is replaced.</summary>
    private ICharacterBackend? TakeForDevice(string id)
    {
        lock (devices)
        {
            if (Take(id) is not { } device) return null;
            return device is EscapeMultiplexer or SwitchableBackend ? device : devices[id] = new SwitchableBackend(device);
        }
    }

    private (ICharacterBackend Device, string Kind) Make(string id, OptionTree options)
    {
        string kind = options.Text("backend") ?? throw new OptionException($"chardev: \"{id}\" missing backend");
        TypeDescriptor type = ModelTable.Types.FirstOrDefault(each => each.Name == kind)
            ?? throw new OptionException(Unknown(kind));
        CharacterDeviceSettings settings = (CharacterDeviceSettings)type.Create!();
        Binder.Bind(type, settings, options, this, "backend", "id");
        ICharacterBackend device = settings is MuxSettings mux
            ? Take(mux.Device) ?? throw new OptionException($"mux: base chardev {mux.Device} not found")
            : settings.Open(id, host);
        if (settings.LogFile is { } log) device = LoggingBackend.On(device, host.Loop, log, settings.AppendsToLog);
        if (settings.IsMultiplexed || settings is MuxSettings)
            device = new EscapeMultiplexer(device, host.Loop, host.Control, escapeKey: escapeKey);
        return (device, kind);
    }

    private static string Unknown(string kind)
    {
        string message = kind is "vc" or "udp" or "msmouse" or "braille" or "serial" or "tty" or "parallel" or "parport" or "spicevmc" or "spiceport"
            ? $"character device '{kind}' is not supported" : $"'{kind}' is not a valid char driver name";
        return $"{message}; there are {string.Join(", ", ModelTable.Types.Select(type => type.Name))}";
    }
}

/// <summary>A character device, as lists have it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What <c>-chardev</c> calls it.</param>
/// <param name="FileName">What it leads to.</param>
/// <param name="IsTaken">Something uses it.</param>
public sealed record CharacterDevice(string Id, string Kind, string FileName, bool IsTaken);
