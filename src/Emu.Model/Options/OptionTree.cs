using System.Text;

namespace Emu.Model.Options;

/// <summary>The content of one option, whichever grammar it was written in: names and values in the order of the command
/// line. A name that is given twice stands twice; the last one counts.</summary>
public sealed class OptionTree
{
    private readonly List<KeyValuePair<string, OptionValue>> members = [];

    /// <summary>All members, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, OptionValue>> Members => members;

    /// <summary>The value of a name, the last one given; null when there is none.</summary>
    public OptionValue? Find(string name)
    {
        for (int i = members.Count - 1; i >= 0; i--)
            if (members[i].Key == name) return members[i].Value;
        return null;
    }

    /// <summary>The text of a name; null when there is none.</summary>
    /// <exception cref="OptionException">Its value is no text.</exception>
    public string? Text(string name) => Find(name) switch
    {
        null => null,
        { Tree: null, Kind: not (OptionKind.List or OptionKind.Null) } leaf => leaf.Text,
        _ => throw new OptionException($"Invalid parameter type for '{name}', expected: string"),
    };

    /// <summary>The values of a name that may be given several times.</summary>
    public IEnumerable<OptionValue> All(string name) =>
        members.Where(member => member.Key == name).SelectMany(member => member.Value.AsList());

    /// <summary>Adds a member behind the others.</summary>
    public void Add(string name, OptionValue value) => members.Add(new(name, value));

    /// <summary>As <see cref="Add(string, OptionValue)"/>, with text.</summary>
    public void Add(string name, string text) => Add(name, OptionValue.OfText(text));

    /// <summary>Puts a value in the place of all that the name has, or behind the others.</summary>
    public void Set(string name, OptionValue value)
    {
        int at = members.FindIndex(member => member.Key == name);
        if (at < 0)
        {
            Add(name, value);
            return;
        }

        members[at] = new(name, value);
        for (int i = members.Count - 1; i > at; i--)
            if (members[i].Key == name) members.RemoveAt(i);
    }

    /// <summary>As <see cref="Set(string, OptionValue)"/>, with text.</summary>
    public void Set(string name, string text) => Set(name, OptionValue.OfText(text));

    /// <summary>Adds a member unless the name has a value.</summary>
    public void SetDefault(string name, string text)
    {
        if (Find(name) is null) Add(name, text);
    }

    /// <summary>Removes a name and returns its text; null when there is none.</summary>
    /// <exception cref="OptionException">Its value is no text.</exception>
    public string? Take(string name)
    {
        string? text = Text(name);
        members.RemoveAll(member => member.Key == name);
        return text;
    }

    /// <summary>A copy whose members can be changed; values are shared, as they never change.</summary>
    public OptionTree Copy()
    {
        OptionTree copy = new();
        copy.members.AddRange(members);
        return copy;
    }

    /// <summary>The tree as an option that <see cref="KeyValueGrammar"/> reads back.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        Write(text, "");
        return text.ToString();
    }

    private void Write(StringBuilder text, string prefix)
    {
        foreach ((string name, OptionValue value) in members) Write(text, prefix + name, value);
    }

    private static void Write(StringBuilder text, string name, OptionValue value)
    {
        if (value.Tree is { } tree)
        {
            tree.Write(text, $"{name}.");
            return;
        }

        if (value.Kind == OptionKind.List)
        {
            for (int i = 0; i < value.Items.Count; i++) Write(text, $"{name}.{i}", value.Items[i]);
            return;
        }

        if (text.Length != 0) text.Append(',');
        string leaf = value.Kind == OptionKind.Boolean ? (value.Text == "true" ? "on" : "off") : value.Text;
        text.Append(name).Append('=').Append(leaf.Replace(",", ",,", StringComparison.Ordinal));
    }
}
