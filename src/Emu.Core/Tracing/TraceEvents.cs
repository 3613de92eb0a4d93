namespace Emu.Core.Tracing;

/// <summary>
/// All events of devices, block layer and networks. One is a field here and, where it happens, a call behind
/// <see cref="EventTrace.IsOn"/>; names and parameters of those that are there stay as they are, since scripts read them.
/// </summary>
public static class TraceEvents
{
    /// <summary>A CPU has read a device's register, whose address is an offset in the device's window.</summary>
    public static readonly TraceEvent4 DeviceRead = new("device_read", "device", "offset:x", "size", "value:x");

    /// <summary>A CPU writes a device's register.</summary>
    public static readonly TraceEvent4 DeviceWrite = new("device_write", "device", "offset:x", "size", "value:x");

    /// <summary>A store of a CPU has only woken the thread that serves a queue.</summary>
    public static readonly TraceEvent3 DeviceDoorbell = new("device_doorbell", "device", "offset:x", "value:x");

    /// <summary>A device drives its wire to an interrupt controller.</summary>
    public static readonly TraceEvent2 InterruptLine = new("interrupt_line", "input", "level");

    /// <summary>Software has read the configuration space of a function of PCI.</summary>
    public static readonly TraceEvent5 PciConfigurationRead = new("pci_config_read", "device", "slot:x", "offset:x", "size", "value:x");

    /// <summary>Software writes the configuration space of a function of PCI.</summary>
    public static readonly TraceEvent5 PciConfigurationWrite = new("pci_config_write", "device", "slot:x", "offset:x", "size", "value:x");

    /// <summary>A function has been put on a bus of PCI.</summary>
    public static readonly TraceEvent3 PciPlug = new("pci_plug", "device", "bus", "slot:x");

    /// <summary>A function has been taken off a bus of PCI.</summary>
    public static readonly TraceEvent3 PciUnplug = new("pci_unplug", "device", "bus", "slot:x");

    /// <summary>A function sends a message of an interrupt.</summary>
    public static readonly TraceEvent2 PciMessage = new("pci_msi", "device", "vector");

    /// <summary>A driver has written the status of a virtio device; 0 resets it.</summary>
    public static readonly TraceEvent2 VirtioStatus = new("virtio_set_status", "device", "status:x");

    /// <summary>A driver has written feature bits that it accepts.</summary>
    public static readonly TraceEvent2 VirtioFeatures = new("virtio_set_features", "device", "features:x");

    /// <summary>A driver has enabled a queue, whose areas are at these addresses.</summary>
    public static readonly TraceEvent5 VirtioQueueEnable =
        new("virtio_queue_enable", "device", "queue", "size", "descriptors:x", "used:x");

    /// <summary>A device looks at a queue that its driver has kicked.</summary>
    public static readonly TraceEvent2 VirtioQueueNotify = new("virtio_queue_notify", "device", "queue");

    /// <summary>A device has taken a buffer, of bytes that it may read and bytes that it may write.</summary>
    public static readonly TraceEvent5 VirtioQueuePop = new("virtio_queue_pop", "device", "queue", "head", "readable", "writable");

    /// <summary>A device gives a buffer back.</summary>
    public static readonly TraceEvent4 VirtioQueuePush = new("virtio_queue_push", "device", "queue", "head", "written");

    /// <summary>A device interrupts its driver because of a queue.</summary>
    public static readonly TraceEvent2 VirtioInterrupt = new("virtio_notify", "device", "queue");

    /// <summary>The configuration space of a device has changed by itself.</summary>
    public static readonly TraceEvent2 VirtioConfiguration = new("virtio_config_changed", "device", "generation");

    /// <summary>What a driver has done stops the device until it is reset.</summary>
    public static readonly TraceEvent2 VirtioBroken = new("virtio_broken", "device", "reason");

    /// <summary>A driver asks a disk for something; types are those of virtio 1.2, 5.2.6.</summary>
    public static readonly TraceEvent4 VirtioBlockRequest = new("virtio_blk_request", "drive", "type", "sector", "bytes");

    /// <summary>A disk tells its driver what has become of a request; 0 is good.</summary>
    public static readonly TraceEvent3 VirtioBlockComplete = new("virtio_blk_complete", "drive", "head", "status");

    /// <summary>A driver has written to the control queue of a network card.</summary>
    public static readonly TraceEvent3 VirtioNetControl = new("virtio_net_control", "class", "command", "accepted");

    /// <summary>The guest is to have so many bytes of memory.</summary>
    public static readonly TraceEvent1 BalloonTarget = new("virtio_balloon_target", "bytes");

    /// <summary>A message on the control queue of virtio-serial, from the driver.</summary>
    public static readonly TraceEvent3 SerialControl = new("virtio_serial_control", "port", "event", "value");

    /// <summary>Random bytes for the guest.</summary>
    public static readonly TraceEvent1 RandomBytes = new("virtio_rng_give", "bytes");

    /// <summary>A drive is asked for bytes.</summary>
    public static readonly TraceEvent3 BlockRead = new("block_read", "drive", "offset", "bytes");

    /// <summary>A drive is given bytes.</summary>
    public static readonly TraceEvent3 BlockWrite = new("block_write", "drive", "offset", "bytes");

    /// <summary>A drive is to read as zeros somewhere.</summary>
    public static readonly TraceEvent4 BlockZero = new("block_write_zeroes", "drive", "offset", "bytes", "unmap");

    /// <summary>Bytes of a drive are no longer needed.</summary>
    public static readonly TraceEvent3 BlockDiscard = new("block_discard", "drive", "offset", "bytes");

    /// <summary>What a drive was given is to be on the medium.</summary>
    public static readonly TraceEvent1 BlockFlush = new("block_flush", "drive");

    /// <summary>A request of a drive that had to wait for the host has ended.</summary>
    public static readonly TraceEvent2 BlockDone = new("block_done", "drive", "failed");

    /// <summary>A drive gets another length.</summary>
    public static readonly TraceEvent2 BlockResize = new("block_resize", "drive", "bytes");

    /// <summary>Requests of a drive are kept from being made, until none is in flight.</summary>
    public static readonly TraceEvent2 BlockDrain = new("block_drain", "drive", "drained");

    /// <summary>An image has given a cluster to a place of its disk.</summary>
    public static readonly TraceEvent2 Qcow2Map = new("qcow2_map_cluster", "offset", "host");

    /// <summary>A file is read by the host.</summary>
    public static readonly TraceEvent3 FileRead = new("file_read", "file", "offset", "bytes");

    /// <summary>A file is written by the host.</summary>
    public static readonly TraceEvent3 FileWrite = new("file_write", "file", "offset", "bytes");

    /// <summary>What a file was given is to be on the medium.</summary>
    public static readonly TraceEvent1 FileFlush = new("file_flush", "file");

    /// <summary>An end of a network's cable gives the other one a frame, which takes it or has no room.</summary>
    public static readonly TraceEvent4 NetSend = new("net_send", "from", "to", "bytes", "taken");

    /// <summary>An end of a network's cable is plugged in or unplugged.</summary>
    public static readonly TraceEvent2 NetLink = new("net_link", "id", "up");

    /// <summary>A connection of TCP through the user-mode network begins.</summary>
    public static readonly TraceEvent2 TcpOpen = new("user_tcp_open", "guest", "remote");

    /// <summary>A connection of TCP through the user-mode network has ended.</summary>
    public static readonly TraceEvent2 TcpClose = new("user_tcp_close", "guest", "remote");

    /// <summary>The user-mode network's DHCP server answers; types are those of RFC 2132, 9.6.</summary>
    public static readonly TraceEvent3 DhcpReply = new("user_dhcp_reply", "client", "type", "address");

    /// <summary>All of them, sorted by name: each has entered itself above.</summary>
    public static IReadOnlyList<TraceEvent> All { get; } =
        [.. TraceEvent.Declared.OrderBy(each => each.Name, StringComparer.Ordinal)];
}
