using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Emu.Monitor.Json;

/// <summary>
/// Cuts a client's bytes into JSON values, in QEMU's dialect: strings may stand in single quotes, and any byte that no
/// token begins with is an error, after which input is passed over up to punctuation or a control character. Bytes come in
/// pieces of any size. For one thread.
/// </summary>
/// <param name="received">Told of every value and of every error, in order.</param>
internal sealed class JsonStream(Action<JsonMessage> received)
{
    /// <summary>Limits of one value: how deep its objects and lists are, how many tokens it has, and how many bytes.</summary>
    internal const int MostDepth = 1024, MostTokens = 2 << 20, MostBytes = 64 << 20;

    private static readonly SearchValues<byte> Punctuation = SearchValues.Create("{}[],:"u8);

    private readonly List<JsonToken> tokens = [];
    private byte[] bytes = new byte[256];
    private int count, tokenStart, braces, brackets;
    private State state = State.Between;

    private enum State
    {
        Between, Word, Minus, Zero, Integer, Point, Fraction, Exponent, ExponentSign, ExponentDigits, String, Escape,
        Recovery,
    }

    /// <summary>Takes the client's next bytes.</summary>
    public void Feed(ReadOnlySpan<byte> input)
    {
        foreach (byte next in input) Take(next);
    }

    private void Take(byte next)
    {
        if (state == State.Recovery)
        {
            // Bytes that no text contains are errors each.
            if (next is >= 0x20 and < 0xfe && !Punctuation.Contains(next)) return;
            state = State.Between;
        }

        // A word or number ends before a byte that is looked at once more.
        if (state != State.Between && Continue(next)) return;
        Begin(next);
    }

    /// <summary>Looks at a byte inside of a token; false when the token has ended before it.</summary>
    private bool Continue(byte next)
    {
        // Zero is followed by no digit: 01 is no number.
        State? following = Next(state, next, count == tokenStart ? (byte)0 : bytes[tokenStart]);
        if (following is null && IsWhole(state) && !(state == State.Zero && next is >= (byte)'0' and <= (byte)'9'))
        {
            Complete(state == State.Word ? JsonTokenKind.Word : JsonTokenKind.Number);
            return false;
        }

        Append(next);
        if (following is null) Stray();
        else if (following == State.Between) Complete(JsonTokenKind.String);
        else if (count - tokenStart > MostBytes) Refuse("JSON token size limit exceeded");
        else state = following.Value;
        return true;
    }

    private static bool IsWhole(State state) =>
        state is State.Word or State.Zero or State.Integer or State.Fraction or State.ExponentDigits;

    /// <summary>The state behind a byte; <see cref="State.Between"/> when it ends a string, null when it does not belong to
    /// the token.</summary>
    private static State? Next(State state, byte next, byte quote) => (state, next) switch
    {
        (State.Word, >= (byte)'a' and <= (byte)'z') => State.Word,
        (State.Minus, (byte)'0') => State.Zero,
        (State.Minus, >= (byte)'1' and <= (byte)'9') => State.Integer,
        (State.Integer, >= (byte)'0' and <= (byte)'9') => State.Integer,
        (State.Zero or State.Integer, (byte)'.') => State.Point,
        (State.Zero or State.Integer or State.Fraction, (byte)'e' or (byte)'E') => State.Exponent,
        (State.Point or State.Fraction, >= (byte)'0' and <= (byte)'9') => State.Fraction,
        (State.Exponent, (byte)'+' or (byte)'-') => State.ExponentSign,
        (State.Exponent or State.ExponentSign or State.ExponentDigits, >= (byte)'0' and <= (byte)'9') => State.ExponentDigits,
        (State.String or State.Escape, < 0x20 or >= 0xfe) => null,
        (State.Escape, _) => State.String,
        (State.String, (byte)'\\') => State.Escape,
        (State.String, _) => next == quote ? State.Between : State.String,
        _ => null,
    };

    private void Begin(byte next)
    {
        tokenStart = count;
        if (next is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') return;
        Append(next);
        switch (next)
        {
            case (byte)'"' or (byte)'\'':
                state = State.String;
                break;
            case (byte)'-':
                state = State.Minus;
                break;
            case (byte)'0':
                state = State.Zero;
                break;
            case >= (byte)'1' and <= (byte)'9':
                state = State.Integer;
                break;
            case >= (byte)'a' and <= (byte)'z':
                state = State.Word;
                break;
            default:
                if (Punctuation.Contains(next)) Complete(JsonTokenKind.Punctuation);
                else Stray();
                break;
        }
    }

    private void Append(byte next)
    {
        if (count == bytes.Length) Array.Resize(ref bytes, 2 * count);
        bytes[count++] = next;
    }

    private void Complete(JsonTokenKind kind)
    {
        state = State.Between;
        if (kind == JsonTokenKind.Punctuation) Nest(bytes[tokenStart]);
        tokens.Add(new JsonToken(kind, tokenStart, count - tokenStart));
        tokenStart = count;
        if (braces < 0 || brackets < 0 || (braces == 0 && brackets == 0)) Deliver();
        else if (braces + brackets > MostDepth) Refuse("JSON nesting depth limit exceeded");
        else if (tokens.Count > MostTokens) Refuse("JSON token count limit exceeded");
        else if (count > MostBytes) Refuse("JSON token size limit exceeded");
    }

    private void Nest(byte punctuation)
    {
        switch (punctuation)
        {
            case (byte)'{':
                braces++;
                break;
            case (byte)'}':
                braces--;
                break;
            case (byte)'[':
                brackets++;
                break;
            case (byte)']':
                brackets--;
                break;
        }
    }

    private void Deliver()
    {
        JsonMessage message = JsonParser.Parse(bytes, CollectionsMarshal.AsSpan(tokens));
        Clear();
        received(message);
    }

    private void Stray()
    {
        // Text of a message ends at a zero byte, as QEMU's does.
        ReadOnlySpan<byte> token = bytes.AsSpan(tokenStart, count - tokenStart);
        string text = Encoding.UTF8.GetString(token).Split('\0')[0];
        Refuse($"JSON parse error, stray '{text}'");
        state = State.Recovery;
    }

    private void Refuse(string error)
    {
        Clear();
        received(new JsonMessage(null, error));
    }

    private void Clear()
    {
        tokens.Clear();
        if (bytes.Length > 1 << 16) bytes = new byte[256];
        if (tokens.Capacity > 1 << 12) tokens.TrimExcess();
        count = tokenStart = braces = brackets = 0;
        state = State.Between;
    }
}
