using Emu.Core.Tracing;
using Emu.Monitor.Commands;

namespace Emu.Monitor.Hmp;

/// <summary>Commands for the events of <c>-trace</c>.</summary>
internal static class TraceHmp
{
    /// <summary>The commands of this group.</summary>
    public static IEnumerable<HmpCommand> Commands =>
        [new("trace-event", "name on|off", "changes status of a specific trace event", SetState) { Words = _ => Names }];

    /// <summary>What <c>info</c> knows of them.</summary>
    public static IEnumerable<HmpCommand> All =>
        [new("trace-events", "[name]", "show available trace-events & their state", Show) { Words = _ => Names }];

    private static IEnumerable<string> Names => TraceEvents.All.Select(each => each.Name);

    private static void SetState(HmpCall call, HmpArguments arguments)
    {
        string pattern = arguments.TakeWord();
        bool isEnabled = arguments.TakeSwitchWord();
        arguments.End();
        if (Find(call, pattern) is { } found) EventTrace.Enable(found, isEnabled);
    }

    private static void Show(HmpCall call, HmpArguments arguments)
    {
        string pattern = arguments.TakeOptionalWord() ?? "*";
        arguments.End();
        foreach (TraceEvent each in Find(call, pattern) ?? []) call.PrintLine($"{each.Name} : state {(each.IsEnabled ? 1 : 0)}");
    }

    private static IReadOnlyList<TraceEvent>? Find(HmpCall call, string pattern)
    {
        try
        {
            return TraceCommands.Find(pattern);
        }
        catch (CommandException e)
        {
            call.PrintLine(e.Message);
            return null;
        }
    }
}
