using System.IO.Hashing;

namespace Emu.Engine.Cache;

/// <summary>The name of a guest page's content, under which its code is filed.</summary>
public static class PageHash
{
    /// <summary>XXH3-128 of a page's bytes, without a seed.</summary>
    public static UInt128 Of(ReadOnlySpan<byte> page) => XxHash128.HashToUInt128(page);
}
