using System.IO.Hashing;
using Emu.Host;

namespace Emu.Engine.Cache;

/// <summary>The name of a guest page's content, under which its code is filed. Pages of one name can be made at will, so
/// that it only tells where to look: which code runs is decided by comparing bytes.</summary>
public static class PageHash
{
    private static readonly long secret = BitConverter.ToInt64(HostRandom.Bytes(sizeof(long)));

    /// <summary>A number of a page's bytes that no guest can foresee, as it is another one in each process: for where pages
    /// that are taken for each other cost time and nothing else.</summary>
    public static UInt128 InThisProcess(ReadOnlySpan<byte> page) => XxHash128.HashToUInt128(page, secret);

    /// <summary>XXH3-128 of a page's bytes, without a seed.</summary>
    public static UInt128 Of(ReadOnlySpan<byte> page) => XxHash128.HashToUInt128(page);
}
