using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Emu.Machine.Configuration;
using Emu.Model.Descriptors;

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
                    ArgType = command.Union is { } union ? UnionOf(command, union.Tag, union.Kind)
                        : command.Arguments is null ? nothing : NameOf(command.Arguments, forArguments: true),
                    RetType = command.Result is null ? nothing : NameOf(command.Result, forArguments: false),
                    Features = command.Features.Count == 0 ? null : command.Features,
                });
            }

            foreach ((string name, JsonTypeInfo? data) in MonitorEvents.All)
                entries.Add(new SchemaEntry(name, "event") { ArgType = data is null ? nothing : NameOf(data, forArguments: false) });
            return [.. entries, .. types];
        }

        /// <summary>Arguments of which one chooses a declared type, whose properties are the others.</summary>
        private string UnionOf(Command command, string tag, DescriptorKind kind)
        {
            TypeDescriptor[] cases = [.. MachineTypes.All.Where(type => type.Kind == kind)];
            string tagType = EnumOf($"{kind} names", [.. cases.Select(each => each.Name)]);
            List<SchemaMember> members = [];
            foreach (JsonPropertyInfo property in command.Arguments!.Properties)
            {
                members.Add(property.Name == tag
                    ? new SchemaMember(tag) { Type = tagType }
                    : MemberOf(property, command.Arguments.Options, forArguments: true));
            }

            return NameOf($"union {kind}", name => new SchemaEntry(name, "object")
            {
                Members = members,
                Tag = tag,
                Variants = [.. cases.Select(each => new SchemaVariant(each.Name, ObjectOf($"{kind} {each.Name}", each.Properties())))],
            });
        }

        /// <summary>An object of properties; those whose names have a point are members of an object of their own.</summary>
        private string ObjectOf(string key, IReadOnlyList<PropertyDescriptor> properties) => NameOf(key, name =>
        {
            List<SchemaMember> members = [];
            foreach (IGrouping<string, PropertyDescriptor> group in properties.GroupBy(each => each.Name.Split('.')[0]))
            {
                PropertyDescriptor first = group.First();
                bool isGroup = first.Name.Contains('.', StringComparison.Ordinal);
                string type = isGroup
                    ? ObjectOf($"{key}.{group.Key}", [.. group.Select(each => each with { Name = each.Name[(group.Key.Length + 1)..] })])
                    : TypeOf(first);
                members.Add(new SchemaMember(group.Key) { Type = type, Default = group.Any(each => each.IsRequired) ? null : NoDefault });
            }

            return new SchemaEntry(name, "object") { Members = members };
        });

        private string TypeOf(PropertyDescriptor property)
        {
            if (property.Words.Count != 0) return EnumOf($"enum {string.Join(',', property.Words)}", property.Words);
            string item = property.TypeWord switch
            {
                "bool" => NameOf("bool", name => Builtin(name, "boolean")),
                "size" => NameOf("int", name => Builtin(name, "int")),
                { } word when word.Contains("int", StringComparison.Ordinal) => NameOf("int", name => Builtin(name, "int")),
                _ => NameOf("str", name => Builtin(name, "string")),
            };
            return property.IsList ? NameOf($"[{item}]", name => new SchemaEntry(name, "array") { ElementType = item }) : item;
        }

        private string EnumOf(string key, IReadOnlyList<string> words) => NameOf(key, name => new SchemaEntry(name, "enum")
        {
            Members = [.. words.Select(word => new SchemaMember(word))],
            Values = words,
        });

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
                return EnumOf(type.FullName!, words);
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

    public string? Tag { get; init; }

    public IReadOnlyList<SchemaVariant>? Variants { get; init; }

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

/// <summary>What further members there are when the tag has a word.</summary>
internal sealed record SchemaVariant(string Case, string Type);
