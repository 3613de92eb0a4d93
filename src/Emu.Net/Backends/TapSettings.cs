using Emu.Core.Time;
using Emu.Model;

namespace Emu.Net.Backends;

/// <summary>What <c>-netdev tap</c> can be told.</summary>
[NetDevice("tap")]
public sealed partial class TapSettings : NetdevSettings
{
    /// <summary>The interface's name.</summary>
    [Property("ifname")]
    public string? InterfaceName { get; set; }

    /// <summary>The number of a descriptor that is an open tap, inherited from who started the emulator.</summary>
    [Property("fd")]
    public string? Descriptor { get; set; }

    /// <summary>Several, with colons between; one queue, so one is all that is taken.</summary>
    [Property("fds")]
    public string? Descriptors { get; set; }

    /// <summary>The program that configures the interface: only <c>no</c> is taken.</summary>
    [Property("script")]
    public string? Script { get; set; }

    /// <summary>The program that undoes it: only <c>no</c> is taken.</summary>
    [Property("downscript")]
    public string? DownScript { get; set; }

    /// <summary>The bridge that a helper connects the interface to; refused by name.</summary>
    [Property("br")]
    public string? Bridge { get; set; }

    /// <summary>The helper; refused by name.</summary>
    [Property("helper")]
    public string? Helper { get; set; }

    /// <summary>Bytes that may wait to be sent; 0 for no limit.</summary>
    [Property("sndbuf", TypeWord = "size")]
    public ulong? SendBuffer { get; set; }

    /// <summary>Frames carry what is left to do on them: must, must not, or by default if the kernel can.</summary>
    [Property("vnet_hdr")]
    public bool? OffloadHeader { get; set; }

    /// <summary>The kernel's own virtio: only off is taken.</summary>
    [Property("vhost")]
    public bool? Vhost { get; set; }

    /// <summary>The same with force: only off is taken.</summary>
    [Property("vhostforce")]
    public bool? VhostForce { get; set; }

    /// <summary>A descriptor for it; refused by name.</summary>
    [Property("vhostfd")]
    public string? VhostDescriptor { get; set; }

    /// <summary>Several; refused by name.</summary>
    [Property("vhostfds")]
    public string? VhostDescriptors { get; set; }

    /// <summary>Queues: 1 is all that is taken.</summary>
    [Property("queues")]
    public uint? Queues { get; set; }

    /// <summary>Microseconds of busy polling in the kernel's virtio: 0 is all that is taken.</summary>
    [Property("poll-us")]
    public uint? PollMicroseconds { get; set; }

    /// <inheritdoc/>
    public override NetEndpoint Create(string id, EventLoop loop) => new TapNetdev(id, loop, this);
}
