using System.Globalization;
using System.Runtime.InteropServices;
using Emu.Core.Time;
using Emu.Host;

namespace Emu.Net.Backends;

/// <summary><c>-netdev tap</c>: frames go to an interface of the kernel, with what is left to do on them.</summary>
public sealed class TapNetdev : NetEndpoint, IDisposable
{
    private const int MostReads = 64, BadDescriptor = -9;

    private readonly int device;
    private readonly bool hasHeader;
    private readonly string interfaceName;
    private readonly bool doesOffloads;
    private readonly DescriptorWatch reading, writing;
    private readonly byte[] buffer = GC.AllocateUninitializedArray<byte>(NetFrame.MostLength + HostTap.HeaderLength, pinned: true);
    private readonly byte[] header = GC.AllocateUninitializedArray<byte>(HostTap.HeaderLength, pinned: true);
    private IoSegment[] pieces = new IoSegment[64];
    private int heldLength;
    private bool isDisposed;
    private uint offloads = uint.MaxValue;

    /// <summary>Opens the interface.</summary>
    /// <param name="id">The <c>id</c>.</param>
    /// <param name="loop">The loop on which it runs.</param>
    /// <param name="settings">What the user said.</param>
    /// <exception cref="NetException">The user is mistaken, or the host refuses.</exception>
    public TapNetdev(string id, EventLoop loop, TapSettings settings)
        : base(id, loop)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Check(settings);
        string? number = Resolve(settings.Descriptor ?? settings.Descriptors);
        device = number is null ? Open(settings, out interfaceName, out hasHeader)
            : Take(number, out interfaceName, out hasHeader);
        if (settings.OffloadHeader == true && !hasHeader)
        {
            HostSocket.Close(device);
            throw new NetException(NetError.HostRefused, $"vnet_hdr=1 requested, but no kernel support for IFF_VNET_HDR available on {interfaceName}");
        }

        if (settings.SendBuffer is > 0 and <= int.MaxValue) _ = HostTap.LimitSendBuffer(device, (int)settings.SendBuffer);
        doesOffloads = hasHeader && HostTap.SetOffloads(device, HostTap.Checksum) >= 0;
        PeerFeaturesChanged();
        reading = loop.Watch(device, ReadAll);
        writing = loop.WatchWriting(device, Writable);
        reading.Enable();
    }

    /// <inheritdoc/>
    public override NetFeatures Accepts => hasHeader ? NetFeatures.All : NetFeatures.None;

    /// <inheritdoc/>
    public override string Description => $"ifname={interfaceName},script=no,downscript=no";

    /// <summary>The interface's name.</summary>
    public string InterfaceName => interfaceName;

    /// <summary>Tells the kernel what the guest takes unfinished.</summary>
    public override void PeerFeaturesChanged()
    {
        if (!doesOffloads) return;
        NetFeatures guest = Peer?.Accepts ?? NetFeatures.None;
        uint wanted = (guest & NetFeatures.Checksum) == 0 ? 0 : HostTap.Checksum
            | ((guest & NetFeatures.Tcp4) != 0 ? HostTap.Tcp4 : 0)
            | ((guest & NetFeatures.Tcp6) != 0 ? HostTap.Tcp6 : 0)
            | ((guest & NetFeatures.CongestionMark) != 0 ? HostTap.CongestionMark : 0);
        if (wanted == offloads) return;
        offloads = wanted;
        _ = HostTap.SetOffloads(device, wanted);
    }

    /// <inheritdoc/>
    protected override bool Receive(in NetFrame frame)
    {
        if (pieces.Length <= frame.Segments.Length) pieces = new IoSegment[frame.Segments.Length * 2];
        int count = 0;
        if (hasHeader)
        {
            OffloadHeader written = OffloadHeader.From(frame.Offload);
            MemoryMarshal.Write(header, in written);
            pieces[count++] = HostSegments.Of(header, 0, HostTap.HeaderLength);
        }

        frame.Segments.CopyTo(pieces.AsSpan(count));
        // What the kernel does not like, or cannot take as the interface is down, is lost as on a cable.
        if (HostTap.Write(device, pieces.AsSpan(0, count + frame.Segments.Length)) != HostSocket.TryAgain) return true;
        writing.Enable();
        return false;
    }

    /// <inheritdoc/>
    protected override void PeerReady()
    {
        if (heldLength == 0) return;
        int length = heldLength;
        heldLength = 0;
        if (Pass(length)) reading.Enable();
        SendDone();
    }

    /// <inheritdoc/>
    protected override void PeerChanged() => PeerFeaturesChanged();

    /// <inheritdoc/>
    public override void Close() => Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (isDisposed) return;
        isDisposed = true;
        reading.Dispose();
        writing.Dispose();
        HostSocket.Close(device);
    }

    /// <summary>The number of a descriptor that a program has handed over by a name; any other text as it is.</summary>
    private static string? Resolve(string? text) => PassedDescriptors.TryResolve(text, out int descriptor) ? $"{descriptor}" : text;

    private static void Check(TapSettings settings)
    {
        int ways = (settings.InterfaceName is null ? 0 : 1) + (settings.Descriptor is null ? 0 : 1)
            + (settings.Descriptors is null ? 0 : 1);
        if (settings.Descriptor is not null && (ways > 1 || settings.Script is not null || settings.DownScript is not null
            || settings.OffloadHeader is not null || settings.Helper is not null || settings.Queues is not null))
            throw Bad("ifname=, script=, downscript=, vnet_hdr=, helper=, queues=, fds=, and vhostfds= are invalid with fd=");
        if (settings.Descriptors is not null && ways > 1)
            throw Bad("ifname=, script=, downscript=, vnet_hdr=, helper=, queues=, and vhostfd= are invalid with fds=");
        if (settings.Queues > 1 || settings.Descriptors?.Contains(':', StringComparison.Ordinal) == true)
            throw Missing("several queues", "use queues=1, or fd= with one descriptor");
        if (settings.Vhost == true || settings.VhostForce == true || settings.VhostDescriptor is not null
            || settings.VhostDescriptors is not null || settings.PollMicroseconds > 0)
            throw Missing("vhost", "use vhost=off");
        if (settings.Helper is not null || settings.Bridge is not null)
            throw Missing("the bridge helper", "make the tap beforehand (ip tuntap add, ip link set master) and use ifname=");
        bool runsScript = settings.Descriptor is null && settings.Descriptors is null
            && (settings.Script is not "no" || settings.DownScript is not (null or "no"));
        if (runsScript && settings.Script is not null)
            throw Missing("a script", "configure the interface beforehand (ip tuntap add) and use script=no,downscript=no");
        if (settings.DownScript is not (null or "no"))
            throw Missing("a script", "use script=no,downscript=no");
    }

    private static int Open(TapSettings settings, out string name, out bool hasHeader)
    {
        int device = HostTap.Open(settings.InterfaceName, settings.OffloadHeader ?? true, out name, out hasHeader);
        if (device >= 0) return device;
        string remedy = device is -1 or HostSocket.AccessDenied
            ? "; make it for your user beforehand: ip tuntap add mode tap user $USER" : "";
        throw new NetException(NetError.HostRefused,
            $"could not configure /dev/net/tun ({settings.InterfaceName ?? name}): {HostDescriptor.Describe(device)}{remedy}");
    }

    private static int Take(string text, out string name, out bool hasHeader)
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int device))
            throw Bad($"fd={text} is not the number of an open descriptor");
        int result = HostTap.Inspect(device, out name, out hasHeader);
        if (result >= 0) return device;
        throw new NetException(NetError.HostRefused, result == BadDescriptor
            ? $"Can't use file descriptor {text}: {HostDescriptor.Describe(result)}"
            : $"Unable to query TUNGETIFF on FD {text}: {HostDescriptor.Describe(result)}");
    }

    private static NetException Bad(string message) => new(NetError.BadValue, message);

    private static NetException Missing(string what, string instead) =>
        new(NetError.NotSupported, $"tap: {what} is not supported; {instead}");

    private void ReadAll()
    {
        for (int i = 0; i < MostReads && heldLength == 0; i++)
        {
            int length = HostDescriptor.Read(device, buffer);
            if (length <= 0) break;
            if (!Pass(length)) reading.Disable();
        }

        SendDone();
    }

    /// <summary>Gives the guest the frame in the buffer; keeps it when the guest has no room.</summary>
    private bool Pass(int length)
    {
        int start = hasHeader ? HostTap.HeaderLength : 0;
        if (length <= start) return true;
        NetOffload offload = hasHeader ? MemoryMarshal.Read<OffloadHeader>(buffer).ToOffload() : default;
        Span<IoSegment> piece = [HostSegments.Of(buffer, start, length - start)];
        if (Send(new NetFrame(piece, offload))) return true;
        heldLength = length;
        return false;
    }

    private void Writable()
    {
        writing.Disable();
        NotifyReady();
    }
}
