using System.Text.Json.Serialization;
using Emu.Machine;

namespace Emu.Monitor.Commands;

/// <summary>Whether the machine runs.</summary>
internal static class RunCommands
{
    /// <summary>The commands of this group.</summary>
    public static IEnumerable<Command> All =>
    [
        Command.Query("query-status", MonitorJson.Default.StatusInfo, QueryStatus),
        Command.Action("stop", call => call.Machine.Pause()),
        Command.Action("cont", Continue),
        Command.Action("system_reset", call => call.Machine.ResetByUser()),
        Command.Action("system_powerdown", call => call.Machine.PressPowerKey()),
        Command.Action("quit", call => call.Machine.RequestQuit(0, ShutdownCause.HostQmpQuit)),
        Command.Action("set-action", MonitorJson.Default.ActionArguments, SetAction),
    ];

    private static StatusInfo QueryStatus(CommandCall call)
    {
        RunState state = call.Machine.State;
        return new StatusInfo(state, false, state == RunState.Running);
    }

    private static void Continue(CommandCall call)
    {
        if (!call.Machine.Resume() && call.Machine.State == RunState.Shutdown)
            throw new CommandException("Resetting the Virtual Machine is required");
    }

    private static void SetAction(CommandCall call, ActionArguments arguments)
    {
        if (arguments.Reboot is { } reboot) call.Machine.EndsOnReset = reboot == RebootAction.Shutdown;
        if (arguments.Shutdown is { } shutdown) call.Machine.StaysOnShutdown = shutdown == ShutdownAction.Pause;
    }
}

/// <summary>Answer of <c>query-status</c>.</summary>
internal sealed record StatusInfo(
    [property: JsonConverter(typeof(KebabEnumConverter<RunState>))] RunState Status, bool Singlestep, bool Running);

/// <summary>What a reset does.</summary>
[JsonConverter(typeof(KebabEnumConverter<RebootAction>))]
internal enum RebootAction
{
    Reset, Shutdown,
}

/// <summary>What the guest's power-off does.</summary>
[JsonConverter(typeof(KebabEnumConverter<ShutdownAction>))]
internal enum ShutdownAction
{
    Poweroff, Pause,
}

/// <summary>Arguments of <c>set-action</c>; there is neither a watchdog nor a device that tells of panics.</summary>
internal sealed class ActionArguments
{
    public RebootAction? Reboot { get; set; }

    public ShutdownAction? Shutdown { get; set; }
}
