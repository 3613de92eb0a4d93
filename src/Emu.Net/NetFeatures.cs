namespace Emu.Net;

/// <summary>Frames with work left to do that an end of a link takes.</summary>
[Flags]
public enum NetFeatures
{
    /// <summary>Complete frames only.</summary>
    None = 0,

    /// <summary>Frames whose checksum is not filled in.</summary>
    Checksum = 1,

    /// <summary>Large segments of TCP over IPv4; only together with <see cref="Checksum"/>.</summary>
    Tcp4 = 2,

    /// <summary>Large segments of TCP over IPv6; only together with <see cref="Checksum"/>.</summary>
    Tcp6 = 4,

    /// <summary>Large segments with TCP's congestion mark.</summary>
    CongestionMark = 8,

    /// <summary>All of them.</summary>
    All = Checksum | Tcp4 | Tcp6 | CongestionMark,
}
