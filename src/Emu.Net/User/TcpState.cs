namespace Emu.Net.User;

/// <summary>Where a connection is. How far each side has closed it is kept in flags of the connection.</summary>
internal enum TcpState : byte
{
    /// <summary>The guest wants to connect, and the host has not answered yet.</summary>
    Connecting,

    /// <summary>The guest has been asked to accept a connection that the host has.</summary>
    SynSent,

    /// <summary>The guest has been told that the host has accepted.</summary>
    SynReceived,

    /// <summary>Both know of each other; one or both may have closed.</summary>
    Established,

    /// <summary>All is said; a guest that has not heard it may ask once more.</summary>
    TimeWait,

    /// <summary>Gone.</summary>
    Closed,
}
