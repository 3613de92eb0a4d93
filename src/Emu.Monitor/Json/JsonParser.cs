using System.Text;
using Emu.Model.Options;

namespace Emu.Monitor.Json;

/// <summary>Makes a value of the tokens of one message.</summary>
internal static class JsonParser
{
    /// <summary>Parses a whole message.</summary>
    /// <param name="bytes">What the tokens are made of.</param>
    /// <param name="tokens">All tokens of the message, in order; nested less deeply than <see cref="JsonStream.MostDepth"/>.</param>
    public static JsonMessage Parse(byte[] bytes, ReadOnlySpan<JsonToken> tokens)
    {
        try
        {
            Reader reader = new(bytes, tokens);
            return new JsonMessage(reader.ReadValue(), null);
        }
        catch (OptionException e)
        {
            return new JsonMessage(null, $"JSON parse error, {e.Message}");
        }
    }

    private ref struct Reader(byte[] bytes, ReadOnlySpan<JsonToken> tokens)
    {
        private readonly ReadOnlySpan<JsonToken> tokens = tokens;
        private int at;

        public OptionValue ReadValue()
        {
            if (at == tokens.Length) throw new OptionException("premature EOI");
            JsonToken token = tokens[at++];
            return token.Kind switch
            {
                JsonTokenKind.String => OptionValue.OfJson(OptionKind.String, JsonText.Unquote(Bytes(token))),
                JsonTokenKind.Number => OptionValue.OfJson(OptionKind.Number, Encoding.ASCII.GetString(Bytes(token))),
                JsonTokenKind.Word => ReadWord(Encoding.ASCII.GetString(Bytes(token))),
                _ => bytes[token.Start] switch
                {
                    (byte)'{' => OptionValue.Of(ReadObject()),
                    (byte)'[' => OptionValue.Of(ReadList()),
                    _ => throw new OptionException("expecting value"),
                },
            };
        }

        private readonly ReadOnlySpan<byte> Bytes(JsonToken token) => bytes.AsSpan(token.Start, token.Length);

        private static OptionValue ReadWord(string word) => word switch
        {
            "true" or "false" => OptionValue.OfJson(OptionKind.Boolean, word),
            "null" => OptionValue.OfJson(OptionKind.Null, word),
            _ => throw new OptionException($"invalid keyword '{word}'"),
        };

        private OptionTree ReadObject()
        {
            OptionTree tree = new();
            HashSet<string> names = [];
            if (TakeIf((byte)'}')) return tree;
            do
            {
                OptionValue name = ReadValue();
                if (name.Kind != OptionKind.String) throw new OptionException("key is not a string in object");
                if (!TakeIf((byte)':')) throw new OptionException("missing : in object pair");
                OptionValue value = ReadValue();
                if (!names.Add(name.Text)) throw new OptionException("duplicate key");
                tree.Add(name.Text, value);
            }
            while (TakeIf((byte)','));
            return TakeIf((byte)'}') ? tree : throw new OptionException("expected separator in dict");
        }

        private List<OptionValue> ReadList()
        {
            List<OptionValue> items = [];
            if (TakeIf((byte)']')) return items;
            do items.Add(ReadValue());
            while (TakeIf((byte)','));
            return TakeIf((byte)']') ? items : throw new OptionException("expected separator in list");
        }

        private bool TakeIf(byte punctuation)
        {
            if (at == tokens.Length || tokens[at].Kind != JsonTokenKind.Punctuation || bytes[tokens[at].Start] != punctuation)
                return false;
            at++;
            return true;
        }
    }
}
