using System.Text.Json;
using Emu.Monitor.Objects;

namespace Emu.Monitor.Hmp;

/// <summary>Objects by path, for people.</summary>
internal static class ObjectTopics
{
    /// <summary>The topics of this group.</summary>
    public static IEnumerable<HmpCommand> All =>
    [
        new("qom-tree", "[path]", "show QOM composition tree", (call, arguments) =>
        {
            string path = arguments.TakeOptionalWord() ?? "/machine";
            arguments.End();
            call.Machine.WhileStopped(() =>
            {
                Show(call, path.Split('/')[^1] is { Length: > 0 } name ? $"/{name}" : "/", new ObjectTree(call.Monitors).Find(path), "");
                return true;
            });
        }),
    ];

    /// <summary>The commands of this group.</summary>
    public static IEnumerable<HmpCommand> Commands =>
    [
        new("qom-list", "path", "list QOM properties", (call, arguments) =>
        {
            string path = arguments.TakeOptionalWord() ?? "/";
            arguments.End();
            foreach (PropertyInfo each in (IReadOnlyList<PropertyInfo>)call.Ask("qom-list", ("path", path))!)
                call.PrintLine($"{each.Name} ({each.Type})");
        }),
        new("qom-get", "path property", "print QOM property", (call, arguments) =>
        {
            string path = arguments.TakeWord(), property = arguments.TakeWord();
            arguments.End();
            call.PrintLine(((JsonElement)call.Ask("qom-get", ("path", path), ("property", property))!).GetRawText());
        }),
    ];

    private static void Show(HmpCall call, string name, ObjectNode node, string indent)
    {
        call.PrintLine($"{indent}{name} ({node.Type})");
        foreach ((string child, ObjectNode below) in node.Children.OrderBy(each => each.Name, StringComparer.Ordinal))
            Show(call, $"/{child}", below, indent + "  ");
    }
}
