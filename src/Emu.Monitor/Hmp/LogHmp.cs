using Emu.Core.Logging;
using Emu.Monitor.Commands;

namespace Emu.Monitor.Hmp;

/// <summary>Commands for the log of <c>-d</c>.</summary>
internal static class LogHmp
{
    /// <summary>The commands of this group.</summary>
    public static IEnumerable<HmpCommand> All =>
    [
        new("log", "item1[,...]", "activate logging of the specified items", SetItems)
        {
            Words = monitors => monitors.Settings.LogItems.Select(each => each.Name).Prepend("none"),
        },
        new("logfile", "filename", "output logs to 'filename'", SetFile),
    ];

    private static void SetItems(HmpCall call, HmpArguments arguments)
    {
        string names = arguments.TakeWord();
        arguments.End();
        LogItems items = LogItems.None;
        foreach (string name in names.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (name == "none") continue;
            int index = call.Monitors.Settings.LogItems.ToList().FindIndex(each => each.Name == name);
            if (index < 0)
            {
                ShowItems(call);
                return;
            }

            items |= call.Monitors.Settings.LogItems[index].Item;
        }

        call.Monitors.LogItems = items;
    }

    private static void ShowItems(HmpCall call)
    {
        call.PrintLine("Log items (comma separated):");
        call.PrintLine($"{"none",-16}remove all logs");
        foreach ((string name, _, string description) in call.Monitors.Settings.LogItems) call.PrintLine($"{name,-16}{description}");
    }

    private static void SetFile(HmpCall call, HmpArguments arguments)
    {
        string path = arguments.TakeWord();
        arguments.End();
        try
        {
            call.Monitors.LogWriter = new StreamWriter(
                path, new FileStreamOptions() { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CommandException(e.Message);
        }
    }
}
