using Emu.Monitor.Hmp;

namespace Emu.Monitor.Commands;

/// <summary>Commands of people, for programs.</summary>
internal static class HmpCommands
{
    /// <summary>The commands of this group.</summary>
    public static IEnumerable<Command> All =>
    [
        Command.Query("human-monitor-command", MonitorJson.Default.HmpCommandArguments, MonitorJson.Default.String, Run),
    ];

    private static string Run(CommandCall call, HmpCommandArguments arguments)
    {
        int cpu = arguments.CpuIndex ?? 0;
        if (cpu < 0 || (arguments.CpuIndex is not null && cpu >= call.Machine.Cpus.Count)) throw new CommandException("Parameter 'cpu-index' expects a CPU number");
        HmpCall line = new(call.Monitors, cpu, []) { TakeDescriptor = call.TakeDescriptor };
        HmpTable.Run(line, arguments.CommandLine);
        return line.Output.Replace("\n", "\r\n", StringComparison.Ordinal);
    }
}

/// <summary>Arguments of <c>human-monitor-command</c>.</summary>
internal sealed class HmpCommandArguments
{
    public string CommandLine { get; set; } = "";

    public int? CpuIndex { get; set; }
}
