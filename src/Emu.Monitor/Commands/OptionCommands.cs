namespace Emu.Monitor.Commands;

/// <summary>What the command line takes.</summary>
internal static class OptionCommands
{
    /// <summary>The commands of this group.</summary>
    public static IEnumerable<Command> All =>
    [
        Command.Query("query-command-line-options", MonitorJson.Default.OptionQuery, MonitorJson.Default.IReadOnlyListOptionGroupInfo, List),
    ];

    private static IReadOnlyList<OptionGroupInfo> List(CommandCall call, OptionQuery arguments)
    {
        IReadOnlyList<OptionGroupInfo> all = call.Monitors.Settings.OptionGroups;
        if (arguments.Option is not { } name) return all;
        return all.FirstOrDefault(each => each.Option == name) is { } found
            ? [found] : throw new CommandException($"invalid option name: {name}");
    }
}

/// <summary>Arguments of <c>query-command-line-options</c>.</summary>
internal sealed class OptionQuery
{
    public string? Option { get; set; }
}

/// <summary>An item of <c>query-command-line-options</c>.</summary>
/// <param name="Option">The group's name; clients have their own for some: <c>smp-opts</c>.</param>
/// <param name="Parameters">What it takes; empty where that is not one list.</param>
public sealed record OptionGroupInfo(string Option, IReadOnlyList<OptionParameterInfo> Parameters);

/// <summary>A parameter of an option.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type"><c>string</c>, <c>boolean</c>, <c>number</c> or <c>size</c>.</param>
public sealed record OptionParameterInfo(string Name, string Type);
