namespace Emu.Devices.Virtio;

/// <summary>Feature bits of network cards (virtio 1.2, 5.1.3).</summary>
internal static class VirtioNetFeatures
{
    public const ulong Checksum = 1 << 0, GuestChecksum = 1 << 1, GuestOffloads = 1 << 2, Mtu = 1 << 3, Mac = 1 << 5,
        GuestTcp4 = 1 << 7, GuestTcp6 = 1 << 8, GuestEcn = 1 << 9, HostTcp4 = 1 << 11, HostTcp6 = 1 << 12,
        HostEcn = 1 << 13, MergedBuffers = 1 << 15, Status = 1 << 16, ControlQueue = 1 << 17, ReceiveModes = 1 << 18,
        VlanFilter = 1 << 19, ExtraReceiveModes = 1 << 20, Announce = 1 << 21, MacControl = 1 << 23;
}
