using System.Text;
using System.Text.Json;

namespace Emu.Block.Graph;

/// <summary>
/// The description of a node and of those below it, as people write it: <c>driver=qcow2,file.filename=disk</c>, or the
/// same as JSON. Names of children stand in front of their options, with a dot; whoever uses an option takes it out.
/// </summary>
public sealed class BlockOptions
{
    private readonly SortedDictionary<string, string> values = new(StringComparer.Ordinal);

    /// <summary>The names of options that nobody has taken, in order.</summary>
    public IReadOnlyCollection<string> Names => values.Keys;

    /// <summary>Nothing is reached but files and images in files, by names without protocols: a description like this may
    /// come from a stranger, as a file's name may.</summary>
    public bool NamesFilesOnly => values.All(static each => each.Key.Split('.')[^1] switch
    {
        "driver" => each.Value is "file" or "raw" or "qcow2" or "blkdebug",
        "filename" => !ImageName.HasProtocol(each.Value),
        "backing" or "config" => false,
        "file" or "image" => false,
        _ => true,
    });

    /// <summary>The description of an image that is known by a name alone.</summary>
    public static BlockOptions OfName(string name) => new() { values = { ["filename"] = name } };

    /// <summary>Reads <c>name=value,...</c>; a comma in a value is written twice.</summary>
    /// <exception cref="BlockException">An option is given twice.</exception>
    public static BlockOptions ParseList(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        BlockOptions options = new();
        foreach (string part in text.Replace(",,", "\0", StringComparison.Ordinal).Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            string each = part.Replace('\0', ',');
            int equals = each.IndexOf('=', StringComparison.Ordinal);
            options.values[equals < 0 ? each : each[..equals]] = equals < 0 ? "on" : each[(equals + 1)..];
        }

        return options;
    }

    /// <summary>Reads a description in JSON; texts may stand in single quotes.</summary>
    /// <exception cref="BlockException">It is no JSON, or no object.</exception>
    public static BlockOptions ParseJson(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        BlockOptions options = new();
        try
        {
            using JsonDocument document = JsonDocument.Parse(WithDoubleQuotes(text));
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new BlockException(BlockError.InvalidArgument, "Invalid JSON object given");
            options.Add("", document.RootElement);
        }
        catch (JsonException e)
        {
            throw new BlockException(BlockError.InvalidArgument, "Could not parse the JSON options", e);
        }

        return options;
    }

    /// <summary>The value of an option, which is then gone; null when it was not given.</summary>
    public string? Take(string name) => values.Remove(name, out string? value) ? value : null;

    /// <summary>A truth value, which is then gone.</summary>
    /// <exception cref="BlockException">It is neither <c>on</c> nor <c>off</c>.</exception>
    public bool? TakeSwitch(string name) => Take(name) switch
    {
        null => null,
        "on" or "yes" or "true" or "y" => true,
        "off" or "no" or "false" or "n" => false,
        _ => throw new BlockException(BlockError.InvalidArgument, $"Parameter '{name}' expects 'on' or 'off'"),
    };

    /// <summary>A number without a sign, which is then gone.</summary>
    /// <exception cref="BlockException">It is none.</exception>
    public long? TakeNumber(string name)
    {
        if (Take(name) is not { } text) return null;
        int shift = text.Length == 0 ? 0 : text[^1] switch { 'k' or 'K' => 10, 'M' => 20, 'G' => 30, 'T' => 40, _ => 0 };
        if (long.TryParse(shift == 0 ? text : text[..^1], out long value) && value >= 0 && value <= long.MaxValue >> shift)
            return value << shift;
        throw new BlockException(BlockError.InvalidArgument, $"Parameter '{name}' expects a number");
    }

    /// <summary>Whether a child, or an option, is described.</summary>
    public bool Has(string name) =>
        values.ContainsKey(name) || values.Keys.Any(each => each.StartsWith(name + ".", StringComparison.Ordinal));

    /// <summary>The description of a child, which is then gone from here.</summary>
    public BlockOptions TakeChild(string name)
    {
        BlockOptions child = new();
        foreach (string each in values.Keys.Where(each => each.StartsWith(name + ".", StringComparison.Ordinal)).ToArray())
        {
            values.Remove(each, out string? value);
            child.values[each[(name.Length + 1)..]] = value!;
        }

        return child;
    }

    /// <summary>The elements of a list (<c>name.0.x</c>, <c>name.1.x</c>, ...), which are then gone from here.</summary>
    public List<BlockOptions> TakeList(string name)
    {
        List<BlockOptions> elements = [];
        while (Has($"{name}.{elements.Count}")) elements.Add(TakeChild($"{name}.{elements.Count}"));
        return elements;
    }

    /// <summary>Sets an option that was not given.</summary>
    public void SetDefault(string name, string value) => values.TryAdd(name, value);

    /// <summary>The description as JSON, by which the same node can be opened again.</summary>
    public string ToJson()
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes)) WriteLevel(json, [.. values]);
        return Encoding.UTF8.GetString(bytes.ToArray()).Replace("\":", "\": ", StringComparison.Ordinal)
            .Replace(",\"", ", \"", StringComparison.Ordinal);
    }

    private static void WriteLevel(Utf8JsonWriter json, KeyValuePair<string, string>[] level)
    {
        json.WriteStartObject();
        foreach (IGrouping<string, KeyValuePair<string, string>> group in level.GroupBy(each => each.Key.Split('.')[0]))
        {
            json.WritePropertyName(group.Key);
            if (group.Count() == 1 && group.First().Key == group.Key) json.WriteStringValue(group.First().Value);
            else WriteLevel(json, [.. group.Select(each => new KeyValuePair<string, string>(
                each.Key[Math.Min(each.Key.Length, group.Key.Length + 1)..], each.Value))]);
        }

        json.WriteEndObject();
    }

    private static string WithDoubleQuotes(string text)
    {
        StringBuilder result = new();
        char quote = '\0';
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quote != '\0' && c == '\\' && i + 1 < text.Length)
            {
                if (text[++i] != '\'') result.Append(c);
                result.Append(text[i]);
                continue;
            }

            if (quote == '\0' && c is '\'' or '"') quote = c;
            else if (c == quote) quote = '\0';
            else if (quote == '\'' && c == '"')
            {
                result.Append("\\\"");
                continue;
            }

            result.Append(c == '\'' && quote != '"' ? '"' : c);
        }

        return result.ToString();
    }

    private void Add(string name, JsonElement element)
    {
        string prefix = name.Length == 0 ? "" : name + ".";
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty each in element.EnumerateObject()) Add(prefix + each.Name, each.Value);
                break;
            case JsonValueKind.Array:
                int index = 0;
                foreach (JsonElement each in element.EnumerateArray()) Add($"{prefix}{index++}", each);
                break;
            case JsonValueKind.True: values[name] = "on"; break;
            case JsonValueKind.False: values[name] = "off"; break;
            case JsonValueKind.Null: values[name] = ""; break;
            case JsonValueKind.String: values[name] = element.GetString()!; break;
            default: values[name] = element.GetRawText(); break;
        }
    }
}
