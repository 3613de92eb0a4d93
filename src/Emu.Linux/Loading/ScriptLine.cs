namespace Emu.Linux.Loading;

/// <summary>The first line of a script, <c>#!INTERPRETER [ARGUMENT]</c>, read as Linux's <c>binfmt_script</c>
/// does.</summary>
/// <param name="Interpreter">The interpreter's path.</param>
/// <param name="Argument">All that follows it, as one argument; null when nothing does.</param>
internal sealed record ScriptLine(byte[] Interpreter, byte[]? Argument)
{
    /// <summary>How much of a file the kernel looks at.</summary>
    public const int BufferSize = 256;

    private const int LastByte = BufferSize - 1;

    /// <summary>True for a file that begins with <c>#!</c>.</summary>
    public static bool IsScript(ReadOnlySpan<byte> start) => start is [(byte)'#', (byte)'!', ..];

    /// <summary>Reads the line.</summary>
    /// <param name="start">The file's first <see cref="BufferSize"/> bytes, zeros behind its end.</param>
    /// <returns>Null when it names no interpreter, or the name does not fit into the buffer.</returns>
    public static ScriptLine? Parse(ReadOnlySpan<byte> start)
    {
        if (start.Length != BufferSize || !IsScript(start)) return null;
        ReadOnlySpan<byte> line = start[2..LastByte];
        int end = line.IndexOf((byte)'\n');
        if (end >= 0)
        {
            line = line[..end];
        }
        else
        {
            // Only an argument may be cut, never the interpreter's name.
            ReadOnlySpan<byte> name = line[CountBlanks(line)..];
            if (name.IndexOfAny((byte)' ', (byte)'\t', (byte)0) < 0) return null;
        }

        line = line.TrimEnd(" \t"u8);
        line = line[CountBlanks(line)..];
        int length = line.IndexOfAny((byte)' ', (byte)'\t', (byte)0);
        if (length < 0) length = line.Length;
        if (length == 0) return null;
        bool hasArgument = length < line.Length && line[length] != 0;
        return new ScriptLine(line[..length].ToArray(), hasArgument ? ReadArgument(line[length..]) : null);
    }

    private static byte[]? ReadArgument(ReadOnlySpan<byte> text)
    {
        text = text[CountBlanks(text)..];
        int zero = text.IndexOf((byte)0);
        if (zero >= 0) text = text[..zero];
        return text.ToArray();
    }

    private static int CountBlanks(ReadOnlySpan<byte> text)
    {
        int first = text.IndexOfAnyExcept((byte)' ', (byte)'\t');
        return first < 0 ? text.Length : first;
    }
}
