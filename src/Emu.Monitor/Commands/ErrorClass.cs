namespace Emu.Monitor.Commands;

/// <summary>The classes of errors that clients tell apart; the words are QMP's.</summary>
public enum ErrorClass
{
    /// <summary>Anything that has no class of its own.</summary>
    GenericError,

    /// <summary>There is no such command, or it cannot be had now.</summary>
    CommandNotFound,

    /// <summary>There is no such device.</summary>
    DeviceNotFound,

    /// <summary>The device is there and does not work.</summary>
    DeviceNotActive,
}
