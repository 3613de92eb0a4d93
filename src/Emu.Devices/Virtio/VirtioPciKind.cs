namespace Emu.Devices.Virtio;

/// <summary>Which interfaces a virtio device on a PCI bus has (virtio 1.2, 4.1).</summary>
public enum VirtioPciKind
{
    /// <summary>Both on the root bus, only the specification's behind a PCI Express port: the device's plain
    /// name.</summary>
    Automatic,

    /// <summary>The legacy interface and the specification's.</summary>
    Transitional,

    /// <summary>Only the specification's.</summary>
    NonTransitional,
}
