namespace Emu.Net;

/// <summary>How a frame that is larger than the wire allows is cut.</summary>
public enum NetSegmentation : byte
{
    /// <summary>The frame is one segment.</summary>
    None,

    /// <summary>TCP over IPv4.</summary>
    Tcp4,

    /// <summary>TCP over IPv6.</summary>
    Tcp6,

    /// <summary>UDP, by fragments of IP.</summary>
    UdpFragments,
}
