using System.Globalization;

namespace Emu.Model.Options;

/// <summary>A number of bytes, with or without a suffix: <c>2G</c>, <c>1.5m</c>, <c>4096</c>.</summary>
public static class ByteSize
{
    private const string Suffixes = "bkmgtpe";

    /// <summary>False when the text is none, or too large.</summary>
    /// <param name="text">The number.</param>
    /// <param name="unit">What a number without a suffix counts, in bytes.</param>
    /// <param name="bytes">Rounded down.</param>
    public static bool TryParse(string text, ulong unit, out ulong bytes)
    {
        ArgumentNullException.ThrowIfNull(text);
        bytes = 0;
        int suffix = text.Length == 0
            ? -1
            : Suffixes.IndexOf(char.ToLowerInvariant(text[^1]), StringComparison.Ordinal);
        if (suffix >= 0)
        {
            unit = 1UL << (10 * suffix);
            text = text[..^1];
        }

        const NumberStyles style = NumberStyles.AllowDecimalPoint;
        if (!decimal.TryParse(text, style, CultureInfo.InvariantCulture, out decimal number)
            || number > ulong.MaxValue / unit)
            return false;
        bytes = (ulong)(number * unit);
        return true;
    }
}
