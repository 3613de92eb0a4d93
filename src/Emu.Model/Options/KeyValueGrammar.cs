using System.Text;

namespace Emu.Model.Options;

/// <summary>
/// The grammar <c>first,key=value,a.b=value,flag</c>: items between commas, two commas are one that belongs to a value, dots
/// in a key lead into a tree, and the first item may stand without its key. An item without a value is a switch: <c>server</c>
/// is <c>server=on</c>, <c>nowait</c> is <c>wait=off</c>.
/// </summary>
public static class KeyValueGrammar
{
    private const int DeepestKey = 16;

    /// <summary>Reads an option in either grammar: one that begins with <c>{</c> is JSON.</summary>
    /// <param name="text">The option.</param>
    /// <param name="impliedKey">The key of a first item that has none; null when there is no such key.</param>
    /// <param name="fileKey">A key that may stand by itself and lead into a tree, whose member <c>filename</c> it is then; null when there
    /// is no such key.</param>
    /// <exception cref="OptionException">It cannot be read.</exception>
    public static OptionTree Parse(string text, string? impliedKey = null, string? fileKey = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.StartsWith('{')) return JsonGrammar.ParseObject(text);
        OptionTree tree = new();
        int at = 0;
        while (at < text.Length)
        {
            bool isFirst = at == 0;
            int keyEnd = text.AsSpan(at).IndexOfAny('=', ',');
            keyEnd = keyEnd < 0 ? text.Length : at + keyEnd;
            if (keyEnd < text.Length && text[keyEnd] == '=')
            {
                string key = text[at..keyEnd];
                at = keyEnd + 1;
                if (fileKey is not null) MakeRoom(tree, ref key, fileKey);
                Insert(tree, key, ReadValue(text, ref at));
            }
            else
            {
                string word = ReadValue(text, ref at);
                if (isFirst && impliedKey is not null) tree.Add(impliedKey, word);
                else if (word.Length != 0) AddSwitch(tree, word);
            }
        }

        return tree;
    }

    private static string ReadValue(string text, ref int at)
    {
        StringBuilder value = new();
        for (; at < text.Length; at++)
        {
            if (text[at] != ',')
            {
                value.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == ',')
            {
                value.Append(',');
                at++;
            }
            else
            {
                at++;
                break;
            }
        }

        return value.ToString();
    }

    /// <summary>Turns a file's name into a member of the tree that its further options are in, whichever comes first.</summary>
    private static void MakeRoom(OptionTree tree, ref string key, string fileKey)
    {
        OptionValue? there = tree.Find(fileKey);
        if (key == fileKey && there is { Tree: not null })
        {
            key = $"{fileKey}.filename";
        }
        else if (there is { IsText: true } && key.StartsWith($"{fileKey}.", StringComparison.Ordinal))
        {
            OptionTree inner = new();
            inner.Add("filename", there);
            tree.Set(fileKey, OptionValue.Of(inner));
        }
    }

    private static void AddSwitch(OptionTree tree, string word)
    {
        if (word.Contains(',', StringComparison.Ordinal)) throw new OptionException($"Invalid parameter '{word}'");
        bool isOff = word.Length > 2 && word.StartsWith("no", StringComparison.Ordinal);
        if (isOff) Insert(tree, word[2..], "off");
        else Insert(tree, word, "on");
    }

    private static void Insert(OptionTree tree, string key, string value)
    {
        string[] parts = key.Split('.');
        if (parts.Length > DeepestKey || Array.Exists(parts, part => part.Length == 0))
            throw new OptionException($"Invalid parameter '{key}'");
        for (int i = 0; i < parts.Length - 1; i++)
        {
            OptionValue? inner = tree.Find(parts[i]);
            if (inner is null)
            {
                inner = OptionValue.Of(new OptionTree());
                tree.Add(parts[i], inner);
            }

            tree = inner.Tree
                ?? throw new OptionException($"Parameters '{string.Join('.', parts[..(i + 1)])}.*' used inconsistently");
        }

        if (tree.Find(parts[^1]) is { Tree: not null })
            throw new OptionException($"Parameters '{key}.*' used inconsistently");
        tree.Add(parts[^1], value);
    }
}
