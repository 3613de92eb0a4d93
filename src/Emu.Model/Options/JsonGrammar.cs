using System.Globalization;
using System.Text;

namespace Emu.Model.Options;

/// <summary>JSON (RFC 8259) as options take it: strings may also stand in single quotes, as scripts write them.</summary>
public static class JsonGrammar
{
    private const int DeepestValue = 64;

    /// <summary>Reads an option that is one object.</summary>
    /// <exception cref="OptionException">It is none.</exception>
    public static OptionTree ParseObject(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Reader reader = new(text);
        OptionValue value = reader.ReadValue(0);
        reader.ExpectEnd();
        return value.Tree ?? throw new OptionException("JSON parse error, expecting an object");
    }

    private ref struct Reader(string text)
    {
        private int at;

        public OptionValue ReadValue(int depth)
        {
            if (depth > DeepestValue) throw new OptionException("JSON parse error, nested too deeply");
            return Peek() switch
            {
                '{' => OptionValue.Of(ReadObject(depth)),
                '[' => OptionValue.Of(ReadList(depth)),
                '"' or '\'' => OptionValue.OfJson(OptionKind.String, ReadString()),
                't' => ReadWord("true", OptionKind.Boolean),
                'f' => ReadWord("false", OptionKind.Boolean),
                'n' => ReadWord("null", OptionKind.Null),
                '-' or (>= '0' and <= '9') => ReadNumber(),
                _ => throw new OptionException("JSON parse error, expecting value"),
            };
        }

        public void ExpectEnd()
        {
            SkipSpace();
            if (at != text.Length) throw new OptionException("JSON parse error, text behind the object");
        }

        private OptionTree ReadObject(int depth)
        {
            OptionTree tree = new();
            at++;
            if (TakeIf('}')) return tree;
            do
            {
                if (Peek() is not ('"' or '\'')) throw new OptionException("JSON parse error, key is not a string in object");
                string key = ReadString();
                if (!TakeIf(':')) throw new OptionException("JSON parse error, missing : in object pair");
                if (tree.Find(key) is not null) throw new OptionException($"JSON parse error, duplicate key");
                tree.Add(key, ReadValue(depth + 1));
            }
            while (TakeIf(','));
            if (!TakeIf('}')) throw Unfinished("JSON parse error, expected separator in dict");
            return tree;
        }

        private List<OptionValue> ReadList(int depth)
        {
            List<OptionValue> items = [];
            at++;
            if (TakeIf(']')) return items;
            do items.Add(ReadValue(depth + 1));
            while (TakeIf(','));
            if (!TakeIf(']')) throw Unfinished("JSON parse error, expected separator in list");
            return items;
        }

        private string ReadString()
        {
            char quote = text[at++];
            StringBuilder value = new();
            while (true)
            {
                char next = Next();
                if (next == quote) return value.ToString();
                if (next < ' ') throw new OptionException("JSON parse error, stray control character");
                value.Append(next == '\\' ? ReadEscape() : next);
            }
        }

        private char ReadEscape()
        {
            char escape = Next();
            return escape switch
            {
                '"' or '\'' or '\\' or '/' => escape,
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' when at + 4 <= text.Length && ushort.TryParse(
                    text.AsSpan(at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code) =>
                    Take(code),
                _ => throw new OptionException("JSON parse error, invalid escape sequence"),
            };
        }

        private char Take(ushort code)
        {
            at += 4;
            return (char)code;
        }

        private OptionValue ReadNumber()
        {
            int start = at;
            while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '-' or '+' or '.')) at++;
            string number = text[start..at];
            return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
                ? OptionValue.OfJson(OptionKind.Number, number)
                : throw new OptionException($"JSON parse error, invalid number '{number}'");
        }

        private OptionValue ReadWord(string word, OptionKind kind)
        {
            if (!text.AsSpan(at).StartsWith(word)) throw new OptionException("JSON parse error, invalid keyword");
            at += word.Length;
            return OptionValue.OfJson(kind, word);
        }

        private void SkipSpace()
        {
            while (at < text.Length && text[at] is (' ' or '\t' or '\n' or '\r')) at++;
        }

        private char Peek()
        {
            SkipSpace();
            return at < text.Length ? text[at] : throw Unfinished("");
        }

        private char Next() => at < text.Length ? text[at++] : throw Unfinished("");

        private bool TakeIf(char wanted)
        {
            if (Peek() != wanted) return false;
            at++;
            return true;
        }

        private readonly OptionException Unfinished(string otherwise) =>
            new(at >= text.Length ? "JSON parse error, premature EOI" : otherwise);
    }
}
