namespace Emu.Monitor.Commands;

/// <summary>Who has a command run.</summary>
/// <param name="Monitors">The monitors, and through them the machine.</param>
internal sealed record CommandCall(MonitorHost Monitors)
{
    /// <summary>The machine.</summary>
    public Emu.Machine.Machine Machine => Monitors.Machine;
}
