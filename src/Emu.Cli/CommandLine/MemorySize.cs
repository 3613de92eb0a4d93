using Emu.Model.Options;

namespace Emu.Cli.CommandLine;

/// <summary>The value of <c>-m</c>: <c>2G</c>, <c>size=512M</c>, or a number of MiB.</summary>
internal static class MemorySize
{
    private const ulong Megabyte = 1 << 20;
    private const ulong PageSize = 4096;

    /// <summary>Bytes, a multiple of 4 KiB.</summary>
    /// <exception cref="CommandLineException">The value is no size.</exception>
    public static ulong Parse(string value)
    {
        string? size = null;
        foreach ((string name, string? text) in PropertyList.Parse(value))
        {
            if (text is null) size = name;
            else if (name == "size") size = text;
            else throw new CommandLineException(
                $"-m {value}: '{name}' is not supported; give the size alone, as in -m 2G");
        }

        if (size is null || !TryParse(size, out ulong bytes))
            throw new CommandLineException(
                $"-m {value}: not a size; give a number of MiB, or one with a suffix of K, M, G or T, as in -m 2G");
        return bytes;
    }

    private static bool TryParse(string text, out ulong bytes)
    {
        if (!ByteSize.TryParse(text, Megabyte, out bytes) || bytes is 0 or > ulong.MaxValue - PageSize) return false;
        bytes = (bytes + PageSize - 1) & ~(PageSize - 1);
        return true;
    }
}
