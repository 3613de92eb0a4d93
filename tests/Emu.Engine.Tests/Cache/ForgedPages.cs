using Emu.CacheFormat;
using Emu.CacheProbe;
using Emu.Engine.Cache;
using Emu.Testing;
using Emu.Translate.Regions;

namespace Emu.Engine.Tests.Cache;

/// <summary>Pages that have the hash of another one, and other code.</summary>
internal static class ForgedPages
{
    /// <summary>A page with the hash of one and the code of another, made with the stripes of a block that are least in the
    /// way.</summary>
    /// <param name="original">Whose hash it has.</param>
    /// <param name="code">What its first bytes are, at most 700.</param>
    /// <param name="block">The block of the page that has the code: 0 to 2.</param>
    public static byte[] Of(byte[] original, ReadOnlySpan<byte> code, int block = 0)
    {
        byte[] wanted = [.. original];
        code.CopyTo(wanted.AsSpan(block * Xxh3Forger.BlockSize));
        byte[] forged = Xxh3Forger.Forge(original, wanted, [12, 13, 14, 15]);
        Assert.Equal(PageHash.Of(original), PageHash.Of(forged));
        Assert.NotEqual(original, forged);
        return forged;
    }

    /// <summary><see cref="StoreCases.Page"/>, forged.</summary>
    public static byte[] Of(int number) => Of(StoreCases.Page(number), "forged, whatever it was"u8);

    /// <summary>Pages with the hash of <see cref="StoreCases.Page"/>, each with other code.</summary>
    public static byte[][] Many(int number, int count) =>
    [
        .. Enumerable.Range(0, count).Select(
            index => Of(StoreCases.Page(number), BitConverter.GetBytes(0x1234_5678_0000 + index))),
    ];

    /// <summary>A page beside another one.</summary>
    public static NeighbourPage Beside(byte[] page, ulong lines) =>
        new(1, PageHash.Of(page), page, []) { Source = GuestLines.Of(page, lines) };
}
