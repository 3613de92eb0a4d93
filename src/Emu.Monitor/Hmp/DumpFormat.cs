using System.Globalization;

namespace Emu.Monitor.Hmp;

/// <summary>How memory and numbers are printed: <c>/4xw</c> is four times 4 bytes in hexadecimal.</summary>
/// <param name="Count">How many.</param>
/// <param name="Letter">How: <c>x d u o c</c>, or <c>i</c> for instructions.</param>
/// <param name="Size">Bytes of each: 1, 2, 4 or 8.</param>
internal readonly record struct DumpFormat(long Count, char Letter, int Size)
{
    /// <summary>Reads what follows the slash.</summary>
    /// <param name="text">Digits and letters.</param>
    /// <param name="format">What counts for what is not said.</param>
    /// <exception cref="HmpUsageException">A letter is not known.</exception>
    public static DumpFormat Read(string text, DumpFormat format)
    {
        int digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits])) digits++;
        if (digits != 0)
        {
            if (!long.TryParse(text[..digits], CultureInfo.InvariantCulture, out long count) || count > int.MaxValue)
                throw new HmpUsageException($"count {text[..digits]} is too large");
            format = format with { Count = count };
        }

        foreach (char letter in text[digits..])
        {
            format = letter switch
            {
                'x' or 'd' or 'u' or 'o' or 'c' or 'i' => format with { Letter = letter, Size = letter == 'c' ? 1 : format.Size },
                'b' => format with { Size = 1 },
                'h' => format with { Size = 2 },
                'w' => format with { Size = 4 },
                'g' or 'L' => format with { Size = 8 },
                _ => throw new HmpUsageException($"invalid char in format: '{letter}'"),
            };
        }

        return format;
    }

    /// <summary>An item of memory.</summary>
    /// <param name="value">Its bytes, the others zero.</param>
    public string Write(ulong value) => Letter switch
    {
        'x' => $"0x{value.ToString($"x{2 * Size}", CultureInfo.InvariantCulture)}",
        'o' => $"0{Convert.ToString((long)value, 8).PadLeft(((8 * Size) + 2) / 3, '0')}",
        'd' => Signed(value).ToString(CultureInfo.InvariantCulture).PadLeft(Width),
        'u' => value.ToString(CultureInfo.InvariantCulture).PadLeft(Width),
        _ => Quote((byte)value),
    };

    /// <summary>A byte as C writes it.</summary>
    public static string Quote(byte value) => value switch
    {
        (byte)'\'' => "'\\''",
        (byte)'\\' => "'\\\\'",
        (byte)'\n' => "'\\n'",
        (byte)'\r' => "'\\r'",
        >= 0x20 and <= 0x7e => $"'{(char)value}'",
        _ => $"'\\x{value:x2}'",
    };

    /// <summary>Digits of the largest number of the size.</summary>
    private int Width => Size switch { 1 => 3, 2 => 5, 4 => 10, _ => 20 };

    private long Signed(ulong value) => (long)(value << (64 - (8 * Size))) >> (64 - (8 * Size));
}
