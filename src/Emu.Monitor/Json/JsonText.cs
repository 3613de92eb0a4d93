using System.Buffers;
using System.Globalization;
using System.Text;
using Emu.Model.Options;

namespace Emu.Monitor.Json;

/// <summary>Strings of JSON in QEMU's dialect.</summary>
internal static class JsonText
{
    /// <summary>The text of a string token.</summary>
    /// <param name="token">The token with its quotes.</param>
    /// <exception cref="OptionException">An escape is none, or a byte does not belong to UTF-8.</exception>
    public static string Unquote(ReadOnlySpan<byte> token)
    {
        ReadOnlySpan<byte> rest = token[1..^1];
        StringBuilder text = new(rest.Length);
        while (!rest.IsEmpty)
        {
            if (rest[0] == '\\') ReadEscape(ref rest, text);
            else ReadCharacter(ref rest, text);
        }

        return text.ToString();
    }

    private static void ReadCharacter(ref ReadOnlySpan<byte> rest, StringBuilder text)
    {
        // A zero may be written in two bytes, so that it does not end a text of C.
        if (rest is [0xc0, 0x80, ..])
        {
            text.Append('\0');
            rest = rest[2..];
            return;
        }

        if (Rune.DecodeFromUtf8(rest, out Rune rune, out int length) != OperationStatus.Done)
            throw new OptionException("invalid UTF-8 sequence in string");
        text.Append(rune.ToString());
        rest = rest[length..];
    }

    private static void ReadEscape(ref ReadOnlySpan<byte> rest, StringBuilder text)
    {
        char? plain = (char)rest[1] switch
        {
            '"' or '\'' or '\\' or '/' => (char)rest[1],
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => null,
            _ => throw new OptionException("invalid escape sequence in string"),
        };
        if (plain is { } character)
        {
            text.Append(character);
            rest = rest[2..];
            return;
        }

        ReadOnlySpan<byte> escape = rest;
        char first = ReadUnit(escape, ref rest);
        if (!char.IsSurrogate(first))
        {
            text.Append(first);
            return;
        }

        if (!char.IsHighSurrogate(first) || rest is not [(byte)'\\', (byte)'u', ..]) throw Invalid(escape);
        char second = ReadUnit(escape, ref rest);
        text.Append(char.IsLowSurrogate(second) ? $"{first}{second}" : throw Invalid(escape));
    }

    private static char ReadUnit(ReadOnlySpan<byte> escape, ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 6 || !ushort.TryParse(rest[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit))
            throw Invalid(escape);
        rest = rest[6..];
        return (char)unit;
    }

    private static OptionException Invalid(ReadOnlySpan<byte> escape) =>
        new($"{Encoding.UTF8.GetString(escape[..Math.Min(6, escape.Length)])} is not a valid Unicode character");
}
