using System.Text;

namespace Emu.Host;

/// <summary>
/// Names of files as text. Linux takes any bytes for a name: those that are not UTF-8 become lone surrogates, which no
/// other text contains, so that each name has its text and comes back as it was.
/// </summary>
public static class HostPath
{
    private const char Escape = '\udc00', FirstEscape = '\udc80', LastEscape = '\udcff';
    private const char Replacement = '\ufffd';

    /// <summary>The text of a name.</summary>
    public static string FromBytes(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) == System.Buffers.OperationStatus.Done)
                text.Append(rune.ToString());
            else
                for (int i = 0; i < length; i++) text.Append((char)(Escape + bytes[i]));
            bytes = bytes[length..];
        }

        return text.ToString();
    }

    /// <summary>The name that a text stands for.</summary>
    public static byte[] ToBytes(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int first = IndexOfEscape(text, 0);
        if (first < 0) return Encoding.UTF8.GetBytes(text);
        List<byte> bytes = [];
        for (int at = 0; at < text.Length; first = IndexOfEscape(text, at))
        {
            int end = first < 0 ? text.Length : first;
            bytes.AddRange(Encoding.UTF8.GetBytes(text[at..end]));
            if (first >= 0) bytes.Add((byte)(text[first] - Escape));
            at = end + 1;
        }

        return [.. bytes];
    }

    /// <summary>The name that a text stands for, with a zero behind it.</summary>
    internal static byte[] Terminated(string text) => [.. ToBytes(text), 0];

    /// <summary>The text as a person can read it, in one line.</summary>
    public static string Show(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        StringBuilder shown = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (IsEscape(text, i)) shown.Append($"\\x{text[i] - Escape:x2}");
            else if (char.IsControl(text[i])) shown.Append($"\\x{(int)text[i]:x2}");
            else shown.Append(text[i]);
        }

        return shown.ToString();
    }

    /// <summary>The command line's arguments, of which the runtime has replaced what is not UTF-8.</summary>
    /// <param name="arguments">As the runtime gives them, without the program's name.</param>
    public static string[] Restore(string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        if (!arguments.Any(argument => argument.Contains(Replacement))) return arguments;
        IReadOnlyList<byte[]> started = ProcessStart.Arguments;
        return started.Count == arguments.Length + 1
            ? [.. started.Skip(1).Select(argument => FromBytes(argument))]
            : arguments;
    }

    /// <summary>A variable of the environment that names a file; null when it is not set.</summary>
    public static string? OfVariable(string name)
    {
        string? value = Environment.GetEnvironmentVariable(name);
        if (value?.Contains(Replacement) != true) return value;
        byte[] start = Encoding.UTF8.GetBytes($"{name}=");
        byte[]? variable = ProcessStart.Environment.FirstOrDefault(each => each.AsSpan().StartsWith(start));
        return variable is null ? value : FromBytes(variable.AsSpan(start.Length));
    }

    private static int IndexOfEscape(string text, int from)
    {
        for (int i = from; i < text.Length; i++)
            if (IsEscape(text, i)) return i;
        return -1;
    }

    private static bool IsEscape(string text, int at) =>
        text[at] is >= FirstEscape and <= LastEscape && (at == 0 || !char.IsHighSurrogate(text[at - 1]));
}
