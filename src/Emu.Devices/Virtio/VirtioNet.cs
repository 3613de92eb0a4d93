using System.Buffers.Binary;
using Emu.Core.Logging;
using Emu.Core.Time;
using Emu.Host;
using Emu.Model;
using Emu.Net;

namespace Emu.Devices.Virtio;

/// <summary>A network card (virtio 1.2, 5.1). It runs on the loop of the backend that it is connected to, so that a frame goes
/// from the driver's buffer to the backend, and back, by a call.</summary>
[Device("virtio-net-device", DeviceCategory.Network, Bus = "virtio-bus")]
[VirtioPci("virtio-net", 0x02_0000)]
public sealed partial class VirtioNet : VirtioDevice
{
    private const int ReceiveQueue = 0, TransmitQueue = 1, ControlQueue = 2;
    private const ushort ControlQueueSize = 64, LinkIsUp = 1, Announces = 2;
    private const int MacOffset = 0, StatusOffset = 6, PairsOffset = 8, MtuOffset = 10, SpaceLength = 12;
    private const ushort LeastMtu = 68;

    // QEMU's first.
    private static readonly MacAddress DefaultMac = new(0x5254_0012_3456);

    [Derived]
    private Port? port;
    [State]
    private ulong macValue;
    [State]
    private bool isAnnouncing;
    [State]
    private ulong guestOffloads = ulong.MaxValue;
    [State]
    private readonly VirtioNetFilter filter = new();

    // Buffers that a frame is being put into.
    [Derived]
    private readonly List<VirtChain> taken = [];
    [Derived]
    private IoSegment[] pieces = new IoSegment[64];
    [Derived]
    private bool wantsRoom, isTransmitBlocked;

    /// <summary>The backend (<c>netdev</c>); null for a card without a cable.</summary>
    [Property("netdev", "ID of a netdev to use as a backend", TypeWord = "str")]
    public NetEndpoint? Netdev { get; set; }

    /// <summary>The card's address; chosen by the machine when it is null.</summary>
    [Property("mac", "Ethernet 6-byte MAC Address, example: 52:54:00:12:34:56")]
    public MacAddress? Mac { get; set; }

    /// <summary>The firmware's order.</summary>
    [Property("bootindex")]
    public int? BootIndex { get; set; }

    /// <summary>The largest packet that the driver is told to use; 0 says nothing.</summary>
    [Property("host_mtu")]
    public ushort HostMtu { get; set; }

    /// <summary>Entries of the queue for received frames.</summary>
    [Property("rx_queue_size")]
    public ushort ReceiveQueueSize { get; set; } = 256;

    /// <summary>Entries of the queue for frames to send.</summary>
    [Property("tx_queue_size")]
    public ushort TransmitQueueSize { get; set; } = 256;

    /// <summary>Features that are offered if the backend can do them.</summary>
    [Property("csum")]
    public bool OffersChecksum { get; set; } = true;

    /// <summary>See <see cref="OffersChecksum"/>; for frames that the guest receives.</summary>
    [Property("guest_csum")]
    public bool OffersGuestChecksum { get; set; } = true;

    /// <summary>All segmentation at once.</summary>
    [Property("gso")]
    public bool OffersSegmentation { get; set; } = true;

    /// <summary>Large segments to the guest, TCP over IPv4.</summary>
    [Property("guest_tso4")]
    public bool OffersGuestTcp4 { get; set; } = true;

    /// <summary>Large segments to the guest, TCP over IPv6.</summary>
    [Property("guest_tso6")]
    public bool OffersGuestTcp6 { get; set; } = true;

    /// <summary>Large segments with a congestion mark, to the guest.</summary>
    [Property("guest_ecn")]
    public bool OffersGuestEcn { get; set; } = true;

    /// <summary>Large segments from the guest, TCP over IPv4.</summary>
    [Property("host_tso4")]
    public bool OffersHostTcp4 { get; set; } = true;

    /// <summary>Large segments from the guest, TCP over IPv6.</summary>
    [Property("host_tso6")]
    public bool OffersHostTcp6 { get; set; } = true;

    /// <summary>Large segments with a congestion mark, from the guest.</summary>
    [Property("host_ecn")]
    public bool OffersHostEcn { get; set; } = true;

    /// <summary>A frame may spread over several buffers.</summary>
    [Property("mrg_rxbuf")]
    public bool OffersMergedBuffers { get; set; } = true;

    /// <summary>The driver can see whether there is a link.</summary>
    [Property("status")]
    public bool OffersStatus { get; set; } = true;

    /// <summary>There is a queue for commands.</summary>
    [Property("ctrl_vq")]
    public bool OffersControlQueue { get; set; } = true;

    /// <summary>The driver can choose which frames it gets.</summary>
    [Property("ctrl_rx")]
    public bool OffersReceiveModes { get; set; } = true;

    /// <summary>The driver can filter virtual networks.</summary>
    [Property("ctrl_vlan")]
    public bool OffersVlanFilter { get; set; } = true;

    /// <summary>More modes of receiving.</summary>
    [Property("ctrl_rx_extra")]
    public bool OffersExtraReceiveModes { get; set; } = true;

    /// <summary>The driver can set the card's address.</summary>
    [Property("ctrl_mac_addr")]
    public bool OffersMacAddress { get; set; } = true;

    /// <summary>The driver can change what it takes unfinished.</summary>
    [Property("ctrl_guest_offloads")]
    public bool OffersGuestOffloads { get; set; } = true;

    /// <summary>The device can ask the driver to make itself known.</summary>
    [Property("guest_announce")]
    public bool OffersAnnounce { get; set; } = true;

    /// <inheritdoc/>
    public override string Name => "virtio-net";

    /// <inheritdoc/>
    public override uint DeviceId => 1;

    /// <inheritdoc/>
    public override int ConfigurationSize => SpaceLength;

    /// <summary>The address that the card has now. On the loop, or under the lock.</summary>
    public MacAddress CurrentMac => new(Volatile.Read(ref macValue));

    /// <inheritdoc/>
    protected override ulong DeviceFeatures
    {
        get
        {
            NetFeatures backend = Netdev?.Accepts ?? NetFeatures.None;
            bool canChecksum = OffersChecksum && (backend & NetFeatures.Checksum) != 0;
            bool canSegment = canChecksum && OffersSegmentation;
            bool guestSegments = OffersGuestChecksum && OffersSegmentation;
            return Bit(VirtioNetFeatures.Mac, true)
                | Bit(VirtioNetFeatures.Checksum, canChecksum)
                | Bit(VirtioNetFeatures.HostTcp4, canSegment && OffersHostTcp4 && (backend & NetFeatures.Tcp4) != 0)
                | Bit(VirtioNetFeatures.HostTcp6, canSegment && OffersHostTcp6 && (backend & NetFeatures.Tcp6) != 0)
                | Bit(VirtioNetFeatures.HostEcn, canSegment && OffersHostEcn && (backend & NetFeatures.CongestionMark) != 0)
                | Bit(VirtioNetFeatures.GuestChecksum, OffersGuestChecksum)
                | Bit(VirtioNetFeatures.GuestTcp4, guestSegments && OffersGuestTcp4)
                | Bit(VirtioNetFeatures.GuestTcp6, guestSegments && OffersGuestTcp6)
                | Bit(VirtioNetFeatures.GuestEcn, guestSegments && OffersGuestEcn)
                | Bit(VirtioNetFeatures.MergedBuffers, OffersMergedBuffers)
                | Bit(VirtioNetFeatures.Status, OffersStatus)
                | Bit(VirtioNetFeatures.Mtu, HostMtu != 0)
                | Bit(VirtioNetFeatures.ControlQueue, OffersControlQueue)
                | Bit(VirtioNetFeatures.ReceiveModes, OffersControlQueue && OffersReceiveModes)
                | Bit(VirtioNetFeatures.ExtraReceiveModes, OffersControlQueue && OffersExtraReceiveModes)
                | Bit(VirtioNetFeatures.VlanFilter, OffersControlQueue && OffersVlanFilter)
                | Bit(VirtioNetFeatures.MacControl, OffersControlQueue && OffersMacAddress)
                | Bit(VirtioNetFeatures.GuestOffloads, OffersControlQueue && OffersGuestOffloads)
                | Bit(VirtioNetFeatures.Announce, OffersControlQueue && OffersAnnounce && OffersStatus);

            static ulong Bit(ulong feature, bool isOffered) => isOffered ? feature : 0;
        }
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<ushort> QueueSizes => OffersControlQueue
        ? [ReceiveQueueSize, TransmitQueueSize, ControlQueueSize] : [ReceiveQueueSize, TransmitQueueSize];

    private int HeaderLength => HasFeature(VirtioNetFeatures.MergedBuffers) || HasFeature(VirtioFeatures.Version1)
        ? VirtioNetHeader.Length : VirtioNetHeader.LegacyLength;

    /// <summary>Makes the card known to its network: a frame says where its address is, and a driver that takes part is asked to say
    /// where the guest's are. On the loop.</summary>
    public void Announce()
    {
        port?.SendAddress(CurrentMac);
        if (!HasFeature(VirtioNetFeatures.Announce)) return;
        isAnnouncing = true;
        NotifyConfigurationChanged();
    }

    /// <summary>Unplugs the card's own end of the cable, or plugs it in, as <c>set_link</c> does. On the loop.</summary>
    public void SetLink(bool isUp)
    {
        if (port is not null) port.IsLinkUp = isUp;
    }

    /// <inheritdoc/>
    protected override EventLoop ChooseLoop(EventLoop offered) => Netdev?.Loop ?? offered;

    /// <summary>Takes the card off its network, when it is removed. On the loop.</summary>
    public void Unplug() => port?.Disconnect();

    /// <inheritdoc/>
    protected override void OnConnected()
    {
        if (!IsQueueSize(ReceiveQueueSize) || !IsQueueSize(TransmitQueueSize))
            throw new NetException(NetError.BadValue,
                "rx_queue_size and tx_queue_size must be a power of two between 256 and 1024");
        if (HostMtu is > 0 and < LeastMtu)
            throw new NetException(NetError.BadValue, $"host_mtu={HostMtu} is below {LeastMtu}");
        if (Mac is { IsMulticast: true })
            throw new NetException(NetError.BadValue, $"mac={Mac} means several receivers; its first byte must be even");
        macValue = (Mac ?? DefaultMac).Value;
        filter.Reset();
        if (Netdev is null) return;
        if (Netdev.Peer is not null)
            throw new NetException(NetError.BadValue, $"Property 'virtio-net-device.netdev' can't take value '{Netdev.Id}', it's in use");
        port = new Port(this);
        Loop.Run(() =>
        {
            NetEndpoint.Connect(port, Netdev);
            return default;
        });
    }

    /// <inheritdoc/>
    protected override void OnStarted() => Netdev?.PeerFeaturesChanged();

    /// <inheritdoc/>
    protected override void OnReset()
    {
        Volatile.Write(ref macValue, (Mac ?? DefaultMac).Value);
        filter.Reset();
        guestOffloads = ulong.MaxValue;
        isAnnouncing = wantsRoom = isTransmitBlocked = false;
        Netdev?.PeerFeaturesChanged();
        // What the backend keeps for the driver that was there is lost on the next try.
        port?.GiveRoom();
    }

    /// <inheritdoc/>
    protected override void GetConfiguration(Span<byte> space)
    {
        CurrentMac.Write(space[MacOffset..]);
        bool isUp = port is { IsLinkUp: true } && Netdev!.IsLinkUp;
        BinaryPrimitives.WriteUInt16LittleEndian(
            space[StatusOffset..], (ushort)((isUp ? LinkIsUp : 0) | (isAnnouncing ? Announces : 0)));
        BinaryPrimitives.WriteUInt16LittleEndian(space[PairsOffset..], 1);
        BinaryPrimitives.WriteUInt16LittleEndian(space[MtuOffset..], HostMtu);
    }

    /// <inheritdoc/>
    protected override bool TrySetConfiguration(int offset, ReadOnlySpan<byte> source)
    {
        // Legacy drivers set the address here (virtio 1.2, 5.1.4.1).
        if (offset + source.Length > StatusOffset || HasFeature(VirtioFeatures.Version1)) return false;
        Span<byte> bytes = stackalloc byte[MacAddress.Length];
        CurrentMac.Write(bytes);
        source.CopyTo(bytes[offset..]);
        Volatile.Write(ref macValue, MacAddress.Read(bytes).Value);
        return true;
    }

    /// <inheritdoc/>
    protected override void QueueNotified(VirtQueue queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        switch (queue.Index)
        {
            case ReceiveQueue:
                if (!wantsRoom) break;
                wantsRoom = false;
                port?.GiveRoom();
                break;
            case TransmitQueue:
                Transmit(queue);
                break;
            case ControlQueue:
                Control(queue);
                break;
        }
    }

    private static bool IsQueueSize(ushort size) => size is >= 256 and <= 1024 && (size & (size - 1)) == 0;

    private NetFeatures TransmitFeatures() =>
        (HasFeature(VirtioNetFeatures.Checksum) ? NetFeatures.Checksum : 0)
        | (HasFeature(VirtioNetFeatures.HostTcp4) ? NetFeatures.Tcp4 : 0)
        | (HasFeature(VirtioNetFeatures.HostTcp6) ? NetFeatures.Tcp6 : 0)
        | (HasFeature(VirtioNetFeatures.HostEcn) ? NetFeatures.CongestionMark : 0);

    private void Transmit(VirtQueue queue)
    {
        int headerLength = HeaderLength;
        NetFeatures allowed = TransmitFeatures();
        Span<byte> header = stackalloc byte[VirtioNetHeader.Length];
        isTransmitBlocked = false;
        while (queue.TryPop(out VirtChain? chain))
        {
            if (!TrySend(chain, header[..headerLength], allowed))
            {
                queue.Unpop(chain);
                isTransmitBlocked = true;
                break;
            }

            queue.Push(chain, 0);
        }

        port?.SendDone();
        queue.Notify();
    }

    /// <summary>Sends one frame; false when the backend has no room. What is no frame is dropped.</summary>
    private bool TrySend(VirtChain chain, Span<byte> header, NetFeatures allowed)
    {
        IoSegmentList readable = chain.Readable;
        long length = readable.Length - header.Length;
        if (length is < NetFrame.HeaderLength or > NetFrame.MostLength || chain.Read(0, header) != header.Length
            || !VirtioNetHeader.TryRead(header, length, allowed, out NetOffload offload))
        {
            Log.WriteOnce(LogItems.GuestErrors, $"{Name}: a frame of {length} bytes has a bad header or length");
            return true;
        }

        if (port is null) return true;
        if (pieces.Length < readable.Count) pieces = new IoSegment[readable.Count * 2];
        int count = HostSegments.Slice(
            readable.Segments.AsSpan(0, readable.Count), header.Length, (int)length, pieces);
        return port.Send(new NetFrame(pieces.AsSpan(0, count), offload));
    }

    /// <summary>Puts a frame into buffers of the driver; false when there are not enough.</summary>
    private bool Receive(in NetFrame frame)
    {
        // Without a driver the cable ends nowhere.
        if ((Status & VirtioStatus.DriverOk) == 0 || IsBroken) return true;
        VirtQueue queue = Queues[ReceiveQueue];
        if (!queue.IsReady || !IsWanted(frame)) return true;
        int headerLength = HeaderLength;
        bool mayMerge = HasFeature(VirtioNetFeatures.MergedBuffers);
        long needed = headerLength + frame.Length, room = 0;
        taken.Clear();
        while (room < needed)
        {
            if (!queue.TryPop(out VirtChain? chain))
            {
                PutBack(queue);
                wantsRoom = true;
                return false;
            }

            taken.Add(chain);
            room += chain.Writable.Length;
            bool isTooSmall = room < needed && (!mayMerge || taken.Count == queue.Size)
                || (taken.Count == 1 && room < headerLength);
            if (!isTooSmall) continue;
            Log.WriteOnce(LogItems.GuestErrors, $"{Name}: a buffer of {room} bytes does not take a frame of {needed}");
            GiveBackEmpty(queue);
            return true;
        }

        Span<byte> header = stackalloc byte[headerLength];
        VirtioNetHeader.Write(
            header, frame.Offload, (ushort)taken.Count, HasFeature(VirtioNetFeatures.GuestChecksum));
        int copied = 0;
        for (int i = 0; i < taken.Count; i++)
        {
            VirtChain chain = taken[i];
            int start = i == 0 ? chain.Write(0, header) : 0;
            int part = Copy(frame, copied, chain, start);
            copied += part;
            queue.Fill(chain, (uint)(start + part));
        }

        queue.Publish();
        return true;
    }

    private bool IsWanted(in NetFrame frame)
    {
        NetFeatures needed = frame.Offload.NeedsChecksum ? NetFeatures.Checksum : 0;
        needed |= frame.Offload.Segmentation switch
        {
            NetSegmentation.Tcp4 => NetFeatures.Tcp4,
            NetSegmentation.Tcp6 => NetFeatures.Tcp6,
            _ => 0,
        };
        if ((needed & ~port!.Accepts) != 0) return false;
        Span<byte> head = stackalloc byte[18];
        int length = frame.CopyTo(0, head);
        return filter.Takes(head[..length], CurrentMac, HasFeature(VirtioNetFeatures.VlanFilter));
    }

    private int Copy(in NetFrame frame, int offset, VirtChain chain, int start)
    {
        IoSegmentList writable = chain.Writable;
        int most = (int)Math.Min(frame.Length - offset, writable.Length - start);
        if (pieces.Length < writable.Count + frame.Segments.Length)
            pieces = new IoSegment[2 * (writable.Count + frame.Segments.Length)];
        int source = HostSegments.Slice(frame.Segments, offset, most, pieces);
        int target = HostSegments.Slice(
            writable.Segments.AsSpan(0, writable.Count), start, most, pieces.AsSpan(source));
        return HostSegments.Copy(pieces.AsSpan(0, source), pieces.AsSpan(source, target));
    }

    private void PutBack(VirtQueue queue)
    {
        for (int i = taken.Count - 1; i >= 0; i--) queue.Unpop(taken[i]);
        taken.Clear();
    }

    private void GiveBackEmpty(VirtQueue queue)
    {
        foreach (VirtChain chain in taken) queue.Push(chain, 0);
        taken.Clear();
    }

    private NetFeatures GuestFeatures()
    {
        if ((Status & VirtioStatus.DriverOk) == 0) return NetFeatures.None;
        return Take(VirtioNetFeatures.GuestChecksum, NetFeatures.Checksum)
            | Take(VirtioNetFeatures.GuestTcp4, NetFeatures.Tcp4) | Take(VirtioNetFeatures.GuestTcp6, NetFeatures.Tcp6)
            | Take(VirtioNetFeatures.GuestEcn, NetFeatures.CongestionMark);

        NetFeatures Take(ulong bit, NetFeatures feature) =>
            HasFeature(bit) && (guestOffloads & bit) != 0 ? feature : NetFeatures.None;
    }

    /// <summary>The card's end of the cable.</summary>
    private sealed class Port(VirtioNet card) : NetEndpoint(card.Name, card.Loop)
    {
        public override NetFeatures Accepts => card.GuestFeatures();

        public override string Description => $"model=virtio-net,macaddr={card.CurrentMac}";

        public void GiveRoom() => NotifyReady();

        /// <summary>Sends a request of RARP (RFC 903) for the address itself, which switches learn from.</summary>
        public void SendAddress(MacAddress address)
        {
            const int length = 60;
            ReadOnlySpan<byte> fixedPart = [0x80, 0x35, 0, 1, 8, 0, MacAddress.Length, 4, 0, 3];
            byte[] frame = GC.AllocateArray<byte>(length, pinned: true);
            MacAddress.Broadcast.Write(frame);
            address.Write(frame.AsSpan(6));
            fixedPart.CopyTo(frame.AsSpan(12));
            address.Write(frame.AsSpan(22));
            address.Write(frame.AsSpan(32));
            Send(new NetFrame([HostSegments.Of(frame, 0, length)]));
            SendDone();
        }

        protected override bool Receive(in NetFrame frame) => card.Receive(frame);

        protected override void ReceiveDone() => card.Queues[ReceiveQueue].Notify();

        protected override void PeerReady()
        {
            if (card.isTransmitBlocked) card.Queues[TransmitQueue].Kick.Set();
        }

        protected override void LinkChanged() => card.NotifyConfigurationChanged();
    }
}
