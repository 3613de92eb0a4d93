using System.Numerics;

namespace Emu.CacheFormat;

/// <summary>Lines of a guest page with the bytes that they had: what host code was made from.</summary>
/// <param name="Lines">A bit for each 64-byte line of the page, the lowest for the first.</param>
/// <param name="Bytes">The bytes of these lines, one line after the other, ascending.</param>
public sealed record GuestLines(ulong Lines, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Bytes of a line.</summary>
    public const int LineSize = 64;

    /// <summary>Copies lines of a page.</summary>
    public static GuestLines Of(ReadOnlySpan<byte> page, ulong lines)
    {
        byte[] bytes = new byte[LengthOf(lines)];
        Span<byte> to = bytes;
        ulong rest = lines;
        while (rest != 0)
        {
            Range run = TakeRun(ref rest);
            ReadOnlySpan<byte> from = page[run];
            from.CopyTo(to);
            to = to[from.Length..];
        }

        return new GuestLines(lines, bytes);
    }

    /// <summary>True when the page has exactly these bytes in these lines.</summary>
    public bool Match(ReadOnlySpan<byte> page)
    {
        ReadOnlySpan<byte> expected = Bytes.Span;
        ulong rest = Lines;
        while (rest != 0)
        {
            Range run = TakeRun(ref rest);
            ReadOnlySpan<byte> found = page[run];
            if (!found.SequenceEqual(expected[..found.Length])) return false;
            expected = expected[found.Length..];
        }

        return true;
    }

    /// <summary>Puts the bytes in their place in a page.</summary>
    public void CopyTo(Span<byte> page)
    {
        ReadOnlySpan<byte> from = Bytes.Span;
        ulong rest = Lines;
        while (rest != 0)
        {
            Range run = TakeRun(ref rest);
            Span<byte> to = page[run];
            from[..to.Length].CopyTo(to);
            from = from[to.Length..];
        }
    }

    /// <summary>The same with bytes of its own, for when the memory behind <see cref="Bytes"/> is used again.</summary>
    public GuestLines Copy() => this with { Bytes = Bytes.ToArray() };

    public bool Equals(GuestLines? other) =>
        other is not null && Lines == other.Lines && Bytes.Span.SequenceEqual(other.Bytes.Span);

    public override int GetHashCode()
    {
        HashCode hash = new();
        hash.AddBytes(Bytes.Span);
        return hash.ToHashCode();
    }

    internal static int LengthOf(ulong lines) => BitOperations.PopCount(lines) * LineSize;

    /// <summary>Takes the first run of neighbouring lines out of a set; where it lies in a page.</summary>
    private static Range TakeRun(ref ulong lines)
    {
        int first = BitOperations.TrailingZeroCount(lines);
        int end = first + BitOperations.TrailingZeroCount(~(lines >> first));
        lines = end == sizeof(ulong) * 8 ? 0 : lines & (ulong.MaxValue << end);
        return (first * LineSize)..(end * LineSize);
    }
}
