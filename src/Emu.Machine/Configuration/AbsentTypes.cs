using Emu.Model.Descriptors;

namespace Emu.Machine.Configuration;

/// <summary>Types that QEMU has for machines like these and this program has not, with the nearest thing that there is.</summary>
internal static class AbsentTypes
{
    private const string Disk = "use virtio-blk-pci", Card = "use virtio-net-pci";
    private const string NoShare = "directories of the host are not shared yet; use a disk image or the network";
    private const string NoScreen = "there are no screens, keyboards and pointers yet; use the serial port, or virtconsole";
    private const string NoUsb = "there is no USB; use a virtio device";
    private const string NoSound = "there is no sound; leave it out";
    private const string NoPassing = "devices of the host are not passed to guests; use a virtio device";
    private const string NoRandom = "use rng-random or rng-builtin";
    private const string NoSecret = "there is neither encryption nor TLS; leave it out, and let the host encrypt";
    private const string NoSockets = "there are no sockets between guest and host; use -nic user or virtserialport";
    private const string NoVhost = "no other process serves devices; use -netdev user or tap, or a device of this program";

    /// <summary>Beginnings of names; the first row that fits counts, so that longer ones stand above their own beginnings.</summary>
    private static readonly (DescriptorKind Kind, string Begin, string Remedy)[] Rows =
    [
        (DescriptorKind.Device, "virtio-9p", NoShare),
        (DescriptorKind.Device, "vhost-user-fs", NoShare),
        (DescriptorKind.Device, "scsi-cd", "there is no CD-ROM drive; -cdrom FILE gives a disk that is only read"),
        (DescriptorKind.Device, "ide-cd", "there is no CD-ROM drive; -cdrom FILE gives a disk that is only read"),
        (DescriptorKind.Device, "virtio-scsi", $"there is no SCSI; {Disk}"),
        (DescriptorKind.Device, "scsi-", $"there is no SCSI; {Disk}"),
        (DescriptorKind.Device, "megasas", $"there is no SCSI; {Disk}"),
        (DescriptorKind.Device, "mptsas", $"there is no SCSI; {Disk}"),
        (DescriptorKind.Device, "lsi53c", $"there is no SCSI; {Disk}"),
        (DescriptorKind.Device, "pvscsi", $"there is no SCSI; {Disk}"),
        (DescriptorKind.Device, "ide-", $"there is no IDE; {Disk}"),
        (DescriptorKind.Device, "ahci", $"there is no SATA; {Disk}"),
        (DescriptorKind.Device, "ich9-ahci", $"there is no SATA; {Disk}"),
        (DescriptorKind.Device, "nvme", $"there is no NVMe; {Disk}"),
        (DescriptorKind.Device, "sdhci", $"there is no slot for SD cards; {Disk}"),
        (DescriptorKind.Device, "sd-card", $"there is no slot for SD cards; {Disk}"),
        (DescriptorKind.Device, "e1000", $"there is no such card; {Card}"),
        (DescriptorKind.Device, "igb", $"there is no such card; {Card}"),
        (DescriptorKind.Device, "i82", $"there is no such card; {Card}"),
        (DescriptorKind.Device, "ne2k", $"there is no such card; {Card}"),
        (DescriptorKind.Device, "pcnet", $"there is no such card; {Card}"),
        (DescriptorKind.Device, "rtl8139", $"there is no such card; {Card}"),
        (DescriptorKind.Device, "tulip", $"there is no such card; {Card}"),
        (DescriptorKind.Device, "vmxnet3", $"there is no such card; {Card}"),
        (DescriptorKind.Device, "virtio-gpu", NoScreen),
        (DescriptorKind.Device, "virtio-vga", NoScreen),
        (DescriptorKind.Device, "virtio-keyboard", NoScreen),
        (DescriptorKind.Device, "virtio-mouse", NoScreen),
        (DescriptorKind.Device, "virtio-tablet", NoScreen),
        (DescriptorKind.Device, "virtio-input", NoScreen),
        (DescriptorKind.Device, "VGA", NoScreen),
        (DescriptorKind.Device, "bochs-display", NoScreen),
        (DescriptorKind.Device, "ramfb", NoScreen),
        (DescriptorKind.Device, "secondary-vga", NoScreen),
        (DescriptorKind.Device, "qemu-xhci", NoUsb),
        (DescriptorKind.Device, "nec-usb", NoUsb),
        (DescriptorKind.Device, "usb-", NoUsb),
        (DescriptorKind.Device, "pci-ohci", NoUsb),
        (DescriptorKind.Device, "ich9-usb", NoUsb),
        (DescriptorKind.Device, "piix3-usb", NoUsb),
        (DescriptorKind.Device, "AC97", NoSound),
        (DescriptorKind.Device, "ES1370", NoSound),
        (DescriptorKind.Device, "intel-hda", NoSound),
        (DescriptorKind.Device, "ich9-intel-hda", NoSound),
        (DescriptorKind.Device, "hda-", NoSound),
        (DescriptorKind.Device, "virtio-sound", NoSound),
        (DescriptorKind.Device, "vfio-", NoPassing),
        (DescriptorKind.Device, "vhost-vsock", NoSockets),
        (DescriptorKind.Device, "vhost-user-vsock", NoSockets),
        (DescriptorKind.Device, "vhost-", NoVhost),
        (DescriptorKind.Device, "virtio-mem", "memory is not plugged in; give all of it by -m, and use virtio-balloon-pci"),
        (DescriptorKind.Device, "virtio-pmem", $"there is no persistent memory; {Disk}"),
        (DescriptorKind.Device, "nvdimm", $"there is no persistent memory; {Disk}"),
        (DescriptorKind.Device, "pc-dimm", "memory is not plugged in; give all of it by -m"),
        (DescriptorKind.Device, "virtio-crypto", "there is no such accelerator; leave it out"),
        (DescriptorKind.Device, "virtio-iommu", "there is no IOMMU; leave it out"),
        (DescriptorKind.Device, "tpm-", "there is no TPM; leave it out"),
        (DescriptorKind.Device, "i6300esb", "there is no watchdog; leave it out"),
        (DescriptorKind.Device, "pvpanic", "there is no such device; -action says what the end of a guest does"),
        (DescriptorKind.Device, "guest-loader", "there is no hypervisor to load for; use loader"),
        (DescriptorKind.Device, "pci-bridge", "use pcie-root-port"),
        (DescriptorKind.Device, "pcie-pci-bridge", "use pcie-root-port"),
        (DescriptorKind.Device, "x3130-upstream", "use pcie-root-port"),
        (DescriptorKind.Device, "xio3130-downstream", "use pcie-root-port"),
        (DescriptorKind.Device, "ioh3420", "use pcie-root-port"),
        (DescriptorKind.Device, "pxb", "there is one PCI host; use pcie-root-port"),
        (DescriptorKind.Device, "pci-serial", "use -serial, of which there may be four, or virtserialport"),
        (DescriptorKind.Device, "edu", "it serves teaching alone; leave it out"),
        (DescriptorKind.Device, "ivshmem", "memory is not shared between machines; use the network"),
        (DescriptorKind.NetDevice, "bridge", "there is no bridge helper; make a tap beforehand and use tap,ifname=NAME"),
        (DescriptorKind.NetDevice, "vde", "use tap, user or stream"),
        (DescriptorKind.NetDevice, "l2tpv3", "use tap, user or dgram"),
        (DescriptorKind.NetDevice, "netmap", "use tap, user or dgram"),
        (DescriptorKind.NetDevice, "af-xdp", "use tap, user or dgram"),
        (DescriptorKind.NetDevice, "passt", "use user"),
        (DescriptorKind.NetDevice, "vhost-", NoVhost),
        (DescriptorKind.Object, "tls-", NoSecret),
        (DescriptorKind.Object, "authz-", NoSecret),
        (DescriptorKind.Object, "cryptodev", "there is no such accelerator; leave it out"),
        (DescriptorKind.Object, "rng-", NoRandom),
        (DescriptorKind.Object, "colo-compare", "machines have no copies that follow them; leave it out"),
        (DescriptorKind.Object, "filter-", "of filters there is filter-dump; leave it out"),
        (DescriptorKind.Object, "input-", NoScreen),
        (DescriptorKind.Object, "can-", "there is no CAN bus; leave it out"),
        (DescriptorKind.Object, "main-loop", "use iothread"),
        (DescriptorKind.Object, "thread-context", "use taskset(1) or numactl(8)"),
        (DescriptorKind.Object, "memory-backend-epc", "use memory-backend-ram"),
    ];

    /// <summary>What there is instead of a type; null for a name that QEMU does not have either.</summary>
    public static string? Remedy(DescriptorKind kind, string name)
    {
        foreach ((DescriptorKind ofKind, string begin, string remedy) in Rows)
            if (ofKind == kind && name.StartsWith(begin, StringComparison.Ordinal)) return remedy;
        return null;
    }
}
