using System.Buffers;
using System.Globalization;
using System.Text;

namespace Emu.Debugger;

/// <summary>Numbers and bytes as packets spell them: in hexadecimal; bytes two digits each, numbers as many as they
/// take.</summary>
internal static class Hex
{
    /// <summary>Bytes as text.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);

    /// <summary>A text's bytes as text.</summary>
    public static string Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>The bytes that a text spells; null when it is not that.</summary>
    public static byte[]? Bytes(ReadOnlySpan<char> text)
    {
        byte[] bytes = new byte[text.Length / 2];
        bool isSound = text.Length % 2 == 0
            && Convert.FromHexString(text, bytes, out _, out _) == OperationStatus.Done;
        return isSound ? bytes : null;
    }

    /// <summary>A number of at most 64 bits; null when the text is none.</summary>
    public static ulong? Number(ReadOnlySpan<char> text) =>
        ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong number) ? number : null;

    /// <summary>Two numbers with a separator between them; null when the text is not that.</summary>
    public static (ulong First, ulong Second)? Pair(ReadOnlySpan<char> text, char separator = ',')
    {
        int at = text.IndexOf(separator);
        if (at < 0) return null;
        return Number(text[..at]) is { } first && Number(text[(at + 1)..]) is { } second ? (first, second) : null;
    }
}
