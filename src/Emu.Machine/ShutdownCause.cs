namespace Emu.Machine;

/// <summary>Who has ended or reset a machine.</summary>
public enum ShutdownCause
{
    /// <summary>The guest has powered off.</summary>
    GuestShutdown,

    /// <summary>The guest has asked for a reset.</summary>
    GuestReset,

    /// <summary>A signal to the emulator.</summary>
    HostSignal,

    /// <summary>The console's escape key.</summary>
    HostUi,

    /// <summary>A monitor's <c>quit</c>.</summary>
    HostQmpQuit,

    /// <summary>A monitor's <c>system_reset</c>.</summary>
    HostQmpSystemReset,

    /// <summary>The emulator has failed.</summary>
    HostError,
}
