using System.Globalization;
using Emu.Host;
using Emu.Model;

namespace Emu.Chardev.Settings;

/// <summary><c>-chardev socket</c>: a connection by TCP or by a socket that is a file.</summary>
[CharacterDevice("socket")]
public sealed partial class SocketSettings : CharacterDeviceSettings
{
    /// <summary>The host to connect to, or the own address to wait at.</summary>
    [Property("host")]
    public string? Host { get; set; }

    /// <summary>The port's number.</summary>
    [Property("port")]
    public string? Port { get; set; }

    /// <summary>The socket's file.</summary>
    [Property("path")]
    public string? Path { get; set; }

    /// <summary>The path is a name that is no file.</summary>
    [Property("abstract")]
    public bool IsAbstract { get; set; }

    /// <summary>A descriptor that the emulator was started with, or the name of one that a program has handed to it.</summary>
    [Property("fd")]
    public string? Descriptor { get; set; }

    /// <summary>Others connect.</summary>
    [Property("server")]
    public bool IsServer { get; set; }

    /// <summary>The machine starts when somebody has connected; by default so for a server.</summary>
    [Property("wait")]
    public bool? Waits { get; set; }

    /// <summary>Seconds after which a client connects again; 0 for never.</summary>
    [Property("reconnect")]
    public long ReconnectSeconds { get; set; }

    /// <summary>The other side is a telnet program.</summary>
    [Property("telnet")]
    public bool IsTelnet { get; set; }

    /// <summary>The other side speaks WebSocket: only off is taken.</summary>
    [Property("websocket")]
    public bool IsWebSocket { get; set; }

    /// <summary>Single characters may wait for others.</summary>
    [Property("delay")]
    public bool MayDelay { get; set; } = true;

    /// <summary>Single characters are sent at once.</summary>
    [Property("nodelay")]
    public bool HasNoDelay { get; set; }

    internal override ICharacterBackend Open(string id, CharacterHost host)
    {
        if (IsWebSocket) throw Bad("websocket=on", "WebSocket is not supported; use telnet=on, or a program between");
        if (ReconnectSeconds < 0 || (IsServer && ReconnectSeconds != 0))
            throw Bad("reconnect", "'reconnect' option is incompatible with socket in server listen mode, and not negative");
        if (Waits is not null && !IsServer) throw Bad("wait", "'wait' option is incompatible with socket in client connect mode");
        SocketPlan plan = new()
        {
            IsServer = IsServer,
            Waits = IsServer && Waits != false,
            ReconnectSeconds = ReconnectSeconds,
            IsTelnet = IsTelnet,
            HasNoDelay = HasNoDelay || !MayDelay,
        };
        if (Path is not null) plan = plan with { Path = IsAbstract ? $"@{Path}" : Path };
        else if (Descriptor is not null) plan = plan with
        {
            Descriptor = PassedDescriptors.TryResolve(Descriptor, out int given) ? given : Number(Descriptor, "fd", int.MaxValue),
        };
        else plan = plan with { Endpoint = new HostEndpoint(Address(), (ushort)Number(Port, "port", ushort.MaxValue)) };
        return new SocketBackend(host.Loop, plan);
    }

    private InternetAddress Address()
    {
        if (string.IsNullOrEmpty(Host)) return InternetAddress.FromV4(IsServer ? 0 : 0x7f00_0001u);
        if (Host == "localhost") return InternetAddress.FromV4(0x7f00_0001);
        return InternetAddress.TryParse(Host.Trim('[', ']'), out InternetAddress address)
            ? address : throw Bad($"host={Host}", "names of hosts are not looked up; give the address in numbers, or localhost");
    }

    private static int Number(string? text, string name, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= most
            ? number : throw Bad($"{name}={text}", $"not a number from 0 to {most}; a socket needs path=, fd=, or host= and port=");

    private static ChardevException Bad(string what, string why) => new(ChardevError.BadValue, $"chardev: socket: {what}", why);
}
