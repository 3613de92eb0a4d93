namespace Emu.Machine.Boot;

/// <summary>What the emulator must know of a Linux command line, read as the kernel reads it.</summary>
public static class KernelCommandLine
{
    private const string MemoryParameter = "mem=";

    /// <summary>Suffixes of a size, each 1024 times the one before.</summary>
    private const string SizeSuffixes = "KMGTPE";

    /// <summary>
    /// The bytes of RAM, from its beginning, that the kernel uses: the smallest <c>mem=SIZE</c>; null when there is none.
    /// </summary>
    public static ulong? MemoryLimit(string commandLine)
    {
        ArgumentNullException.ThrowIfNull(commandLine);
        ulong? limit = null;
        foreach (string parameter in Split(commandLine))
        {
            // What follows is for the first process.
            if (parameter == "--") break;
            if (!parameter.StartsWith(MemoryParameter, StringComparison.Ordinal)) continue;
            ulong size = ParseSize(parameter.AsSpan(MemoryParameter.Length));
            if (size != 0) limit = Math.Min(size, limit ?? ulong.MaxValue);
        }

        return limit;
    }

    /// <summary>The parameters without the quotation marks that keep one with spaces together.</summary>
    private static IEnumerable<string> Split(string commandLine)
    {
        int start = 0;
        bool isQuoted = false;
        for (int at = 0; at <= commandLine.Length; at++)
        {
            if (at < commandLine.Length && commandLine[at] == '"') isQuoted = !isQuoted;
            if (at < commandLine.Length && (isQuoted || !char.IsWhiteSpace(commandLine[at]))) continue;
            if (at > start) yield return commandLine[start..at].Replace("\"", "", StringComparison.Ordinal);
            start = at + 1;
        }
    }

    /// <summary>A number as in C, octal and hexadecimal ones included, and a suffix; zero when it is none, or too large.</summary>
    private static ulong ParseSize(ReadOnlySpan<char> text)
    {
        uint numberBase = 10;
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            numberBase = 16;
            text = text[2..];
        }
        else if (text.StartsWith("0"))
        {
            numberBase = 8;
        }

        UInt128 value = 0;
        int at = 0;
        for (; at < text.Length && char.IsAsciiHexDigit(text[at]); at++)
        {
            uint digit = Convert.ToUInt32(text[at].ToString(), 16);
            // E is a digit and a suffix.
            if (digit >= numberBase) break;
            value = (value * numberBase) + digit;
            if (value > ulong.MaxValue) return 0;
        }

        int suffix = at < text.Length ? SizeSuffixes.IndexOf(char.ToUpperInvariant(text[at]), StringComparison.Ordinal) : -1;
        value <<= 10 * (suffix + 1);
        return value > ulong.MaxValue ? 0 : (ulong)value;
    }
}
