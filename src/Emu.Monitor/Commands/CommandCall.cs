namespace Emu.Monitor.Commands;

/// <summary>Who has a command run.</summary>
/// <param name="Monitors">The monitors, and through them the machine.</param>
/// <param name="TakeDescriptor">Takes a descriptor that has come with the message, null when there is none left; null where none
/// can come.</param>
internal sealed record CommandCall(MonitorHost Monitors, Func<int?>? TakeDescriptor)
{
    /// <summary>The machine.</summary>
    public Emu.Machine.Machine Machine => Monitors.Machine;
}
