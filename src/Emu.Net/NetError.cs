namespace Emu.Net;

/// <summary>What can be wrong with a network backend that the user asked for.</summary>
public enum NetError
{
    /// <summary>A value that cannot be read, or does not fit another one.</summary>
    BadValue,

    /// <summary>What exists elsewhere but not here.</summary>
    NotSupported,

    /// <summary>A forwarding rule that cannot be read.</summary>
    BadForward,

    /// <summary>A forwarding rule that the host does not allow.</summary>
    ForwardRefused,

    /// <summary>The host refuses a device, file or socket.</summary>
    HostRefused,
}
