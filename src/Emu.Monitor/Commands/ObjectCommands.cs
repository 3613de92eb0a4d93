using System.Text.Json;
using Emu.Model.Options;
using Emu.Monitor.Objects;
using Emu.Monitor.Qmp;

namespace Emu.Monitor.Commands;

/// <summary>Types of objects, and the objects of the machine by path.</summary>
internal static class ObjectCommands
{
    /// <summary>The commands of this group.</summary>
    public static IEnumerable<Command> All =>
    [
        Command.Query("qom-list-types", MonitorJson.Default.TypeQuery, MonitorJson.Default.IReadOnlyListObjectTypeInfo, ListTypes),
        Command.Query("qom-list", MonitorJson.Default.PathArguments, MonitorJson.Default.IReadOnlyListPropertyInfo, List),
        Command.Query("qom-get", MonitorJson.Default.GetArguments, MonitorJson.Default.JsonElement, Get),
        Command.Open("qom-set", MonitorJson.Default.SetArguments, Set),
        Command.Query(
            "qom-list-properties", MonitorJson.Default.TypeNameArguments, MonitorJson.Default.IReadOnlyListPropertyInfo, ListProperties),
        Command.Query(
            "device-list-properties", MonitorJson.Default.TypeNameArguments, MonitorJson.Default.IReadOnlyListPropertyInfo,
            ListDeviceProperties),
    ];

    private static IReadOnlyList<ObjectTypeInfo> ListTypes(CommandCall call, TypeQuery arguments)
    {
        ObjectTypes types = call.Monitors.Types;
        return
        [
            .. types.All.Where(type => (arguments.Abstract == true || !type.IsAbstract)
                    && (arguments.Implements is not { } wanted || types.IsOf(type, wanted)))
                .Select(type => new ObjectTypeInfo(type.Name, type.IsAbstract ? true : null, type.Parent)),
        ];
    }

    private static IReadOnlyList<PropertyInfo> List(CommandCall call, PathArguments arguments) =>
        call.Machine.WhileStopped<IReadOnlyList<PropertyInfo>>(() =>
        {
            ObjectNode node = new ObjectTree(call.Monitors).Find(arguments.Path);
            return
            [
                .. node.Properties.Select(each => new PropertyInfo(each.Name, each.Type)),
                .. node.Children.Select(child => new PropertyInfo(child.Name, $"child<{child.Node.Type}>")),
            ];
        });

    private static JsonElement Get(CommandCall call, GetArguments arguments) => call.Machine.WhileStopped(() =>
    {
        ObjectTree tree = new(call.Monitors);
        ObjectNode node = tree.Find(arguments.Path);
        if (node.Find(arguments.Property) is not null)
            return JsonSerializer.SerializeToElement($"{arguments.Path.TrimEnd('/')}/{arguments.Property}", MonitorJson.Default.String);
        ObjectProperty property = Find(node, arguments.Property);
        using JsonDocument value = JsonDocument.Parse(QmpText.WriteCompact(property.Write));
        return value.RootElement.Clone();
    });

    private static void Set(CommandCall call, OptionTree given)
    {
        SetArguments arguments = ArgumentBinder.Bind(MonitorJson.Default.SetArguments, given);
        (ObjectNode node, ObjectProperty property) = call.Machine.WhileStopped(() =>
        {
            ObjectNode found = new ObjectTree(call.Monitors).Find(arguments.Path);
            return (found, Find(found, arguments.Property));
        });
        if (property.Set is not { } set)
        {
            string name = node.Id is { } id ? $"device '{id}'" : "anonymous device";
            throw new CommandException(
                $"Attempt to set property '{property.Name}' on {name} (type '{node.Type}') after it was realized");
        }

        set(given.Find("value")!);
    }

    private static ObjectProperty Find(ObjectNode node, string name) => node.Properties.FirstOrDefault(each => each.Name == name)
        ?? throw new CommandException($"Property '{node.Type}.{name}' not found");

    private static IReadOnlyList<PropertyInfo> ListProperties(CommandCall call, TypeNameArguments arguments)
    {
        ObjectTypes types = call.Monitors.Types;
        return types.Find(arguments.Typename) is { } type
            ? [.. types.Properties(type)]
            : throw new CommandException($"Class '{arguments.Typename}' not found", ErrorClass.DeviceNotFound);
    }

    private static IReadOnlyList<PropertyInfo> ListDeviceProperties(CommandCall call, TypeNameArguments arguments)
    {
        ObjectTypes types = call.Monitors.Types;
        ObjectType type = types.Find(arguments.Typename) ?? throw CommandException.NoDevice(arguments.Typename);
        return types.IsDevice(type)
            ? [.. ObjectTypes.Settable(type)]
            : throw new CommandException("Parameter 'typename' expects a non-abstract device type");
    }
}

/// <summary>Arguments of <c>qom-list-types</c>.</summary>
internal sealed class TypeQuery
{
    public string? Implements { get; set; }

    public bool? Abstract { get; set; }
}

/// <summary>An item of <c>qom-list-types</c>.</summary>
internal sealed record ObjectTypeInfo(string Name, bool? Abstract, string? Parent);

/// <summary>Arguments that name an object.</summary>
internal sealed class PathArguments
{
    public string Path { get; set; } = "";
}

/// <summary>Arguments that name a property of an object.</summary>
internal sealed class GetArguments
{
    public string Path { get; set; } = "";

    public string Property { get; set; } = "";
}

/// <summary>Arguments of <c>qom-set</c>.</summary>
internal sealed class SetArguments
{
    public string Path { get; set; } = "";

    public string Property { get; set; } = "";

    public JsonElement Value { get; set; }
}

/// <summary>Arguments that name a type.</summary>
internal sealed class TypeNameArguments
{
    public string Typename { get; set; } = "";
}
