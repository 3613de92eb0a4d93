using System.Globalization;
using System.Numerics;

namespace Emu.Model.Options;

/// <summary>
/// Reads values as the type that a property has. Text may be a number in any base, a size with a suffix, a word for yes or
/// no; JSON must have the type already.
/// </summary>
public static class OptionReader
{
    /// <summary>A truth value: <c>on</c>, <c>yes</c>, <c>true</c>, <c>y</c> and their opposites.</summary>
    /// <exception cref="OptionException">It is none.</exception>
    public static bool Boolean(string name, OptionValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Kind == OptionKind.Boolean) return value.Text == "true";
        if (value.Kind != OptionKind.Text) throw WrongType(name, "boolean");
        return value.Text switch
        {
            "on" or "yes" or "true" or "y" => true,
            "off" or "no" or "false" or "n" => false,
            _ => throw new OptionException($"Parameter '{name}' expects 'on' or 'off'"),
        };
    }

    /// <summary>An integer that fits its type.</summary>
    /// <exception cref="OptionException">It is none.</exception>
    public static T Integer<T>(string name, OptionValue value)
        where T : IBinaryInteger<T>, IMinMaxValue<T>
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Kind is not (OptionKind.Text or OptionKind.Number)) throw WrongType(name, "integer");
        if (!TryParseInteger(value.Text, out Int128 number)) throw new OptionException($"Parameter '{name}' expects integer");
        if (number < Int128.CreateSaturating(T.MinValue) || number > Int128.CreateSaturating(T.MaxValue))
            throw new OptionException($"Parameter '{name}' expects {WordOf<T>()}");
        return T.CreateTruncating(number);
    }

    /// <summary>A number of bytes, with or without a suffix.</summary>
    /// <exception cref="OptionException">It is none.</exception>
    public static T Size<T>(string name, OptionValue value)
        where T : IBinaryInteger<T>, IMinMaxValue<T>
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Kind == OptionKind.Number) return Integer<T>(name, value);
        if (value.Kind != OptionKind.Text) throw WrongType(name, "size");
        ulong bytes;
        if (TryParseInteger(value.Text, out Int128 number) && number >= 0 && number <= ulong.MaxValue) bytes = (ulong)number;
        else if (!ByteSize.TryParse(value.Text, 1, out bytes)) throw new OptionException($"Parameter '{name}' expects size");
        return UInt128.CreateChecked(T.MaxValue) >= bytes
            ? T.CreateTruncating(bytes)
            : throw new OptionException($"Parameter '{name}' expects {WordOf<T>()}");
    }

    /// <summary>Text.</summary>
    /// <exception cref="OptionException">It is none.</exception>
    public static string Text(string name, OptionValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.IsText ? value.Text : throw WrongType(name, "string");
    }

    /// <summary>Several texts.</summary>
    /// <exception cref="OptionException">One is none.</exception>
    public static string[] Texts(string name, OptionValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        // Items of JSON's form are objects with one member, str.
        return [.. value.AsList().Select(item => Text(name, item.Tree?.Find("str") ?? item))];
    }

    /// <summary>One of several words; returns its index.</summary>
    /// <exception cref="OptionException">It is none of them.</exception>
    public static int Choice(string name, OptionValue value, ReadOnlySpan<string> words)
    {
        string text = Text(name, value);
        int index = words.IndexOf(text);
        return index >= 0 ? index : throw new OptionException($"Parameter '{name}' does not accept value '{text}'");
    }

    /// <summary>True for an integer in decimal, hexadecimal (<c>0x</c>) or octal (<c>0</c>).</summary>
    public static bool TryParseInteger(string text, out Int128 number)
    {
        ArgumentNullException.ThrowIfNull(text);
        number = 0;
        ReadOnlySpan<char> digits = text;
        bool isNegative = digits.StartsWith("-");
        if (isNegative || digits.StartsWith("+")) digits = digits[1..];
        if (digits.StartsWith("0x") || digits.StartsWith("0X"))
        {
            if (!ulong.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong hex))
                return false;
            number = hex;
        }
        else if (digits.Length > 1 && digits[0] == '0')
        {
            foreach (char digit in digits)
            {
                if (digit is < '0' or > '7' || number > ulong.MaxValue) return false;
                number = (number * 8) + (digit - '0');
            }
        }
        else
        {
            if (!ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ulong plain)) return false;
            number = plain;
        }

        if (isNegative) number = -number;
        return true;
    }

    /// <summary>The error for a value of JSON that has another type.</summary>
    internal static OptionException WrongType(string name, string expected) =>
        new($"Invalid parameter type for '{name}', expected: {expected}");

    private static string WordOf<T>()
        where T : IBinaryInteger<T>, IMinMaxValue<T> =>
        $"{(T.MinValue < T.Zero ? "" : "u")}int{T.Zero.GetByteCount() * 8}_t";
}
