using System.Globalization;

namespace Emu.Cli.Images;

/// <summary>Sizes as image commands read and print them.</summary>
internal static class ImageSize
{
    private const string Suffixes = "bKMGTPE";

    /// <summary>Reads a size in bytes, with an optional suffix for powers of 1024 and a fraction before it.</summary>
    /// <returns>Null when it is none, or does not fit into 63 bits.</returns>
    public static long? Parse(string text)
    {
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            return long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, null, out long hex) && hex >= 0 ? hex : null;
        int power = text.Length == 0 ? -1 : Suffixes.IndexOf(char.ToUpperInvariant(text[^1]), StringComparison.Ordinal);
        if (text.EndsWith('b') || text.EndsWith('B')) power = 0;
        ReadOnlySpan<char> number = power >= 0 ? text.AsSpan(0, text.Length - 1) : text;
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value))
            return null;
        if (value > long.MaxValue) return null;
        for (int i = 0; i < power; i++)
        {
            value *= 1024;
            if (value > long.MaxValue) return null;
        }

        return (long)value;
    }

    /// <summary>Reads a rate limit in bytes a second; 0 when there is none.</summary>
    /// <exception cref="ImageException">It is no size.</exception>
    public static long Rate(string? text) => text is null ? 0 : Parse(text) ?? throw new ImageException(
        "Invalid rate limit specified. You may use k, M, G, T, P or E suffixes for\n" +
        "qemu-img: kilobytes, megabytes, gigabytes, terabytes, petabytes and exabytes.");

    /// <summary>A size for a person: three digits and a unit.</summary>
    public static string Format(long bytes)
    {
        string[] units = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
        int unit = 0;
        double value = bytes;
        while (value * 1.024 >= 1024 && unit < units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return $"{value.ToString("G3", CultureInfo.InvariantCulture)} {units[unit]}B";
    }
}
