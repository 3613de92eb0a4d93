namespace Emu.Devices.Virtio;

/// <summary>What a disk does when the host fails a request: <c>rerror</c> and <c>werror</c>.</summary>
public enum BlockErrorPolicy
{
    /// <summary>For writes as <see cref="Enospc"/>, for reads as <see cref="Report"/>.</summary>
    Auto,

    /// <summary>The guest is told.</summary>
    Report,

    /// <summary>The guest is told that all is well.</summary>
    Ignore,

    /// <summary>The machine stops when the medium is full, else the guest is told.</summary>
    Enospc,

    /// <summary>The machine stops.</summary>
    Stop,
}
