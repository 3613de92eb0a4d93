namespace Emu.Core.Control;

/// <summary>
/// How devices and consoles end or restart the machine. Requests return at once and are carried out when the CPUs
/// have stopped, so the caller may hold a device's lock. Any thread may call; the first request wins.
/// </summary>
public interface IMachineControl
{
    /// <summary>
    /// The machine powers off; the emulator exits with <paramref name="status"/> (its low 8 bits reach the parent).
    /// </summary>
    void RequestShutdown(int status);

    /// <summary>As <see cref="RequestShutdown"/>, by the user and not by the guest: with <c>-no-shutdown</c> too the emulator
    /// exits.</summary>
    void RequestQuit(int status) => RequestShutdown(status);

    /// <summary>The machine stands still until the user has it go on: CPUs, clocks, and devices' queues.</summary>
    /// <param name="reason">Why, in words for the user.</param>
    void RequestPause(string reason)
    {
    }

    /// <summary>The machine starts again from power-on (with <c>-no-reboot</c> the emulator exits instead).</summary>
    void RequestReset();
}
