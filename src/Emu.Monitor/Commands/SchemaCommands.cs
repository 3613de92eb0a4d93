using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Emu.Monitor.Commands;

/// <summary><c>query-qmp-schema</c>, made of the declarations of commands and events.</summary>
internal static class SchemaCommands
{
    private static readonly Lazy<IReadOnlyList<SchemaEntry>> Schema = new(() => new Writer().Write());

    /// <summary>The commands of this group.</summary>
    public static IEnumerable<Command> All =>
        [Command.Query("query-qmp-schema", MonitorJson.Default.IReadOnlyListSchemaEntry, _ => Schema.Value)];

    private sealed class Writer
    {
        private static readonly JsonElement NoDefault = JsonDocument.Parse("null").RootElement;

        private readonly List<SchemaEntry> entries = [], types = [];
        private readonly Dictionary<string, string> names = [];

        public IReadOnlyList<SchemaEntry> Write()
        {
            string nothing = NameOf("nothing", name => new SchemaEntry(name, "object") { Members = [] });
            foreach (Command command in CommandTable.All)
            {
                entries.Add(new SchemaEntry(command.Name, "command")
                {
                    ArgType = command.Arguments is null ? nothing : NameOf(command.Arguments, forArguments: true),
                    RetType = command.Result is null ? nothing : NameOf(command.Result, forArguments: false),
                    Features = command.Features.Count == 0 ? null : command.Features,
                });
            }

            foreach ((string name, JsonTypeInfo? data) in MonitorEvents.All)
                entries.Add(new SchemaEntry(name, "event") { ArgType = data is null ? nothing : NameOf(data, forArguments: false) });
            return [.. entries, .. types];
        }

        private string NameOf(JsonTypeInfo type, bool forArguments) => NameOf(type.Type, type.Options, forArguments);

        private string NameOf(Type type, JsonSerializerOptions options, bool forArguments)
        {
            type = Nullable.GetUnderlyingType(type) ?? type;
            if (type == typeof(string)) return NameOf("str", name => Builtin(name, "string"));
            if (type == typeof(bool)) return NameOf("bool", name => Builtin(name, "boolean"));
            if (type == typeof(int) || type == typeof(long)) return NameOf("int", name => Builtin(name, "int"));
            if (type == typeof(JsonElement)) return NameOf("any", name => Builtin(name, "value"));
            if (type.IsEnum)
            {
                string[] words = [.. Enum.GetNames(type).Select(MonitorJson.Word)];
                return NameOf(type.FullName!, name => new SchemaEntry(name, "enum")
                {
                    Members = [.. words.Select(word => new SchemaMember(word))],
                    Values = words,
                });
            }

            if (type.IsGenericType)
            {
                string element = NameOf(type.GetGenericArguments()[0], options, forArguments);
                return NameOf($"[{element}]", name => new SchemaEntry(name, "array") { ElementType = element });
            }

            return NameOf(type.FullName!, name => new SchemaEntry(name, "object")
            {
                Members = [.. options.GetTypeInfo(type).Properties.Select(property => MemberOf(property, options, forArguments))],
            });
        }

        private SchemaMember MemberOf(JsonPropertyInfo property, JsonSerializerOptions options, bool forArguments)
        {
            bool isOptional = forArguments
                ? ArgumentBinder.IsOptional(property)
                : Nullable.GetUnderlyingType(property.PropertyType) is not null || (!property.PropertyType.IsValueType && property.IsGetNullable);
            return new SchemaMember(property.Name)
            {
                Type = NameOf(property.PropertyType, options, forArguments),
                Default = isOptional ? NoDefault : null,
            };
        }

        private static SchemaEntry Builtin(string name, string jsonType) => new(name, "builtin") { JsonType = jsonType };

        /// <summary>The name that clients get for a type, which is entered before its members, as one may be of its own
        /// type.</summary>
        private string NameOf(string key, Func<string, SchemaEntry> make)
        {
            if (names.TryGetValue(key, out string? name)) return name;
            bool isPlain = key.StartsWith('[') || key is "str" or "bool" or "int" or "any";
            name = isPlain ? key : $"{names.Count}";
            names.Add(key, name);
            types.Add(make(name));
            return name;
        }
    }
}

/// <summary>An item of <c>query-qmp-schema</c>.</summary>
internal sealed record SchemaEntry(string Name, string MetaType)
{
    public string? JsonType { get; init; }

    public IReadOnlyList<SchemaMember>? Members { get; init; }

    public IReadOnlyList<string>? Values { get; init; }

    public string? ElementType { get; init; }

    public string? ArgType { get; init; }

    public string? RetType { get; init; }

    public IReadOnlyList<string>? Features { get; init; }
}

/// <summary>A member of an object or a word of an enumeration.</summary>
internal sealed record SchemaMember(string Name)
{
    public string? Type { get; init; }

    /// <summary>Null in JSON for a member that may be left out; not there for one that may not.</summary>
    public JsonElement? Default { get; init; }
}
