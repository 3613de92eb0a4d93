using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Emu.Model.Options;
using Emu.Monitor.Qmp;

namespace Emu.Monitor.Commands;

/// <summary>Fills a record of arguments with what a client has sent, and says in QEMU's words what does not fit.</summary>
internal static class ArgumentBinder
{
    /// <summary>Makes the record.</summary>
    /// <exception cref="CommandException">An argument is missing, has another type, or is not known.</exception>
    public static T Bind<T>(JsonTypeInfo<T> type, OptionTree given)
        where T : class => (T)Bind((JsonTypeInfo)type, given, isClosed: true);

    /// <summary>Checks the arguments that the record has; others may be there.</summary>
    /// <exception cref="CommandException">An argument is missing or has another type.</exception>
    public static void Check(JsonTypeInfo type, OptionTree given) => Bind(type, given, isClosed: false);

    /// <summary>For a command without arguments.</summary>
    /// <exception cref="CommandException">There are some.</exception>
    public static void RefuseAll(OptionTree given)
    {
        if (given.Members is [var first, ..]) throw Unexpected(first.Key);
    }

    private static object Bind(JsonTypeInfo type, OptionTree given, bool isClosed)
    {
        object record = type.CreateObject!();
        foreach (JsonPropertyInfo property in type.Properties)
        {
            if (given.Find(property.Name) is { } value) property.Set!(record, Convert(property, value, type.Options));
            else if (!IsOptional(property)) throw new CommandException($"Parameter '{property.Name}' is missing");
        }

        if (isClosed)
            foreach ((string name, _) in given.Members)
                if (!type.Properties.Any(property => property.Name == name)) throw Unexpected(name);
        return record;
    }

    /// <summary>True for an argument that may be left out: one that can be null.</summary>
    internal static bool IsOptional(JsonPropertyInfo property) =>
        Nullable.GetUnderlyingType(property.PropertyType) is not null
        || (!property.PropertyType.IsValueType && property.IsSetNullable);

    private static object Convert(JsonPropertyInfo property, OptionValue value, JsonSerializerOptions options)
    {
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        string name = property.Name;
        if (type == typeof(string)) return value.IsText ? value.Text : throw WrongType(name, "string");
        if (type == typeof(bool)) return value.Kind == OptionKind.Boolean ? value.Text == "true" : throw WrongType(name, "boolean");
        if (type == typeof(long)) return ReadInteger(name, value, long.MinValue, long.MaxValue);
        if (type == typeof(int)) return (int)ReadInteger(name, value, int.MinValue, int.MaxValue);
        if (type.IsEnum) return ReadWord(name, value, type);
        if (type == typeof(JsonElement)) return ReadAnything(value);
        return value.Tree is { } tree
            ? Bind(options.GetTypeInfo(type), tree, isClosed: false)
            : throw WrongType(name, "object");
    }

    private static JsonElement ReadAnything(OptionValue value)
    {
        using JsonDocument document = JsonDocument.Parse(QmpText.WriteCompact(writer => QmpText.WriteValue(writer, value)));
        return document.RootElement.Clone();
    }

    private static long ReadInteger(string name, OptionValue value, long least, long most)
    {
        if (value.Kind != OptionKind.Number || !long.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
            throw WrongType(name, "integer");
        return number >= least && number <= most ? number : throw new CommandException($"Parameter '{name}' expects int32_t");
    }

    private static object ReadWord(string name, OptionValue value, Type type)
    {
        if (value.Kind != OptionKind.String) throw WrongType(name, "string");
        foreach (string member in Enum.GetNames(type))
            if (MonitorJson.Word(member) == value.Text) return Enum.Parse(type, member);

        throw new CommandException($"Parameter '{name}' does not accept value '{value.Text}'");
    }

    private static CommandException WrongType(string name, string expected) =>
        new($"Invalid parameter type for '{name}', expected: {expected}");

    private static CommandException Unexpected(string name) => new($"Parameter '{name}' is unexpected");
}
