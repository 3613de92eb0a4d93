namespace Emu.Model.Options;

/// <summary>
/// One value of an option: a leaf, a tree or a list. A leaf remembers whether it was text or JSON, since text may mean
/// what a property makes of it and JSON has types.
/// </summary>
public sealed class OptionValue
{
    private OptionValue(OptionKind kind, string text, OptionTree? tree = null, IReadOnlyList<OptionValue>? items = null)
    {
        Kind = kind;
        Text = text;
        Tree = tree;
        Items = items ?? [];
    }

    /// <summary>What it is.</summary>
    public OptionKind Kind { get; }

    /// <summary>A leaf's text: of a number and a boolean as JSON writes it; empty for all else.</summary>
    public string Text { get; }

    /// <summary>The tree of <see cref="OptionKind.Tree"/>, else null.</summary>
    public OptionTree? Tree { get; }

    /// <summary>The items of <see cref="OptionKind.List"/>, else empty.</summary>
    public IReadOnlyList<OptionValue> Items { get; }

    /// <summary>True for text and for JSON's strings.</summary>
    public bool IsText => Kind is OptionKind.Text or OptionKind.String;

    /// <summary>Text from <c>k=v</c>.</summary>
    public static OptionValue OfText(string text) => new(OptionKind.Text, text);

    /// <summary>A leaf of JSON.</summary>
    public static OptionValue OfJson(OptionKind kind, string text) => new(kind, text);

    /// <summary>A tree.</summary>
    public static OptionValue Of(OptionTree tree) => new(OptionKind.Tree, "", tree);

    /// <summary>A list.</summary>
    public static OptionValue Of(IReadOnlyList<OptionValue> items) => new(OptionKind.List, "", items: items);

    /// <summary>The value as a list: an array of JSON, the members <c>0</c>, <c>1</c>, ... of a tree, or the value
    /// alone.</summary>
    public IReadOnlyList<OptionValue> AsList()
    {
        if (Kind == OptionKind.List) return Items;
        if (Tree is null) return [this];
        List<OptionValue> items = [];
        while (Tree.Find($"{items.Count}") is { } item) items.Add(item);
        return items.Count == Tree.Members.Count ? items : [this];
    }
}
