using Emu.Monitor.Commands;

namespace Emu.Monitor.Hmp;

/// <summary>All commands that people type.</summary>
internal static class HmpTable
{
    private static readonly Lazy<HmpCommand[]> Commands = new(() => Sort(
        [.. RunHmp.All, .. MemoryHmp.All, .. DeviceHmp.All, .. ChardevHmp.All, .. LogHmp.All, .. TraceHmp.Commands, .. DescriptorHmp.All, .. BlockTopics.Commands, .. ObjectTopics.Commands, .. Own]));

    private static readonly Lazy<HmpCommand[]> Topics = new(() => Sort([.. MachineTopics.All, .. CpuTopics.All, .. DeviceTopics.All, .. BlockTopics.All, .. ObjectTopics.All, .. TraceHmp.All, .. MemoryTopics.All, .. VirtioTopics.All]));

    /// <summary>The commands, sorted by name.</summary>
    public static IReadOnlyList<HmpCommand> All => Commands.Value;

    /// <summary>What <c>info</c> knows, sorted by name.</summary>
    public static IReadOnlyList<HmpCommand> Information => Topics.Value;

    private static IEnumerable<HmpCommand> Own =>
    [
        new("help|?", "[cmd]", "show the help", Help) { Words = _ => All.SelectMany(each => each.Names.Split('|')) },
        new("info", "[subcommand]", "show various information about the system state", Inform)
        {
            Words = _ => Information.SelectMany(each => each.Names.Split('|')),
        },
    ];

    /// <summary>Runs a line; whatever happens becomes text.</summary>
    public static void Run(HmpCall call, string line)
    {
        HmpArguments words = new("", line);
        if (words.IsAtEnd) return;
        (string name, string rest) = Split(line);
        HmpCommand? command = Find(All, name);
        if (command is null) call.PrintLine($"unknown command: '{name}'");
        else Run(call, command, name, name, rest);
    }

    /// <summary>The words that complete the last one of a line.</summary>
    public static IReadOnlyList<string> Complete(MonitorHost monitors, string line)
    {
        string[] words = line.TrimStart().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        bool isNew = line.Length == 0 || line[^1] == ' ';
        string last = isNew ? "" : words[^1];
        int before = words.Length - (isNew ? 0 : 1);
        IEnumerable<string> all = before switch
        {
            0 => All.SelectMany(each => each.Names.Split('|')),
            1 => Find(All, words[0])?.Words?.Invoke(monitors) ?? [],
            2 when words[0] is "info" or "help" or "?" => Find(Information, words[1])?.Words?.Invoke(monitors)
                ?? (words[1] == "info" ? Information.SelectMany(each => each.Names.Split('|')) : []),
            _ => [],
        };
        return [.. all.Where(word => word.StartsWith(last, StringComparison.Ordinal)).Distinct()];
    }

    private static void Run(HmpCall call, HmpCommand command, string name, string helpName, string rest)
    {
        HmpArguments arguments = new(name, rest);
        try
        {
            command.Run(call, arguments);
        }
        catch (HmpUsageException e)
        {
            call.PrintLine(e.Message);
            call.PrintLine($"Try \"help {helpName}\" for more information");
        }
        catch (Exception e) when (e is CommandException or InvalidOperationException)
        {
            call.PrintLine($"Error: {e.Message}");
        }
    }

    private static void Inform(HmpCall call, HmpArguments arguments)
    {
        (string name, string rest) = Split(arguments.TakeRest());
        if (name.Length == 0)
        {
            foreach (HmpCommand each in Information) call.Print(each.HelpLine("info "));
            return;
        }

        HmpCommand? topic = Find(Information, name);
        if (topic is null) call.PrintLine($"unknown command: 'info {name}'");
        else Run(call, topic, name, $"info {name}", rest);
    }

    private static void Help(HmpCall call, HmpArguments arguments)
    {
        string? name = arguments.TakeOptionalWord(), second = arguments.TakeOptionalWord();
        if (name is null)
        {
            foreach (HmpCommand each in All) call.Print(each.HelpLine(""));
            return;
        }

        if (name == "info")
        {
            IEnumerable<HmpCommand> topics = second is null ? Information : Information.Where(each => each.IsCalled(second));
            foreach (HmpCommand each in topics) call.Print(each.HelpLine("info "));
            return;
        }

        HmpCommand? command = Find(All, name);
        call.Print(command?.HelpLine("") ?? $"unknown command: '{name}'\n");
    }

    private static HmpCommand? Find(IEnumerable<HmpCommand> all, string name) => all.FirstOrDefault(each => each.IsCalled(name));

    /// <summary>The command's name, which ends at a space or before a format's slash, and what follows.</summary>
    private static (string Name, string Tail) Split(string line)
    {
        line = line.TrimStart();
        int end = line.IndexOfAny([' ', '/']);
        return end < 0 ? (line, "") : (line[..end], line[end..]);
    }

    private static HmpCommand[] Sort(IEnumerable<HmpCommand> commands) => [.. commands.OrderBy(each => each.Names, StringComparer.Ordinal)];
}
