namespace Emu.Machine;

/// <summary>What the machine's real-time clock follows: <c>-rtc clock=</c>.</summary>
public enum ClockSource
{
    /// <summary>The host's time, also when the host's clock is set.</summary>
    Host,

    /// <summary>The time since the machine was built, as the host counts it; goes on while the machine is paused.</summary>
    Monotonic,

    /// <summary>The guest's time, which stands still while the machine is paused.</summary>
    Guest,
}
