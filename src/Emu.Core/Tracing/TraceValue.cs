using System.Globalization;
using System.Text;
using Emu.Host;

namespace Emu.Core.Tracing;

/// <summary>What an event tells of one of its parameters: a number or a text. Making one allocates nothing.</summary>
public readonly struct TraceValue
{
    private readonly string? text;
    private readonly ulong bits;
    private readonly bool isSigned;

    private TraceValue(string? text, ulong bits, bool isSigned)
    {
        this.text = text;
        this.bits = bits;
        this.isSigned = isSigned;
    }

    /// <summary>A text; null is an empty one.</summary>
    public static implicit operator TraceValue(string? value) => new(value ?? "", 0, false);

    /// <summary>0 or 1.</summary>
    public static implicit operator TraceValue(bool value) => new(null, value ? 1u : 0u, false);

    /// <summary>A number of 8 bits.</summary>
    public static implicit operator TraceValue(byte value) => new(null, value, false);

    /// <summary>A number of 16 bits.</summary>
    public static implicit operator TraceValue(ushort value) => new(null, value, false);

    /// <summary>A number of 32 bits.</summary>
    public static implicit operator TraceValue(uint value) => new(null, value, false);

    /// <summary>A number of 64 bits.</summary>
    public static implicit operator TraceValue(ulong value) => new(null, value, false);

    /// <summary>A number of 32 bits, which may be negative.</summary>
    public static implicit operator TraceValue(int value) => new(null, (ulong)value, true);

    /// <summary>A number of 64 bits, which may be negative.</summary>
    public static implicit operator TraceValue(long value) => new(null, (ulong)value, true);

    /// <summary>Appends the value: decimal, or hexadecimal behind <c>0x</c>; a text is quoted unless it is one word.</summary>
    internal void AppendTo(StringBuilder line, bool isHexadecimal)
    {
        if (text is not null) line.Append(IsWord(text) ? text : $"\"{HostPath.Show(text).Replace("\"", "\\x22", StringComparison.Ordinal)}\"");
        else if (isHexadecimal) line.Append(CultureInfo.InvariantCulture, $"0x{bits:x}");
        else if (isSigned) line.Append(CultureInfo.InvariantCulture, $"{(long)bits}");
        else line.Append(CultureInfo.InvariantCulture, $"{bits}");
    }

    private static bool IsWord(string text) =>
        text.Length != 0 && text.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0 && !text.AsSpan().ContainsAny('"', '\\', '=');
}
