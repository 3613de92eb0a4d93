using Emu.Translate.Regions;

namespace Emu.Engine.Cache;

/// <summary>What is known of a guest page that has run: enough to translate it without the guest.</summary>
/// <param name="Hash">XXH3-128 of the page's bytes.</param>
/// <param name="Page">The page's 4096 bytes.</param>
/// <param name="Blocks">The blocks that ran, ascending by offset, with the most executions that any run counted.</param>
public sealed record ProfiledPage(UInt128 Hash, byte[] Page, IReadOnlyList<BlockHeat> Blocks)
{
    /// <summary>Number of the page in the program or library that it is of, where pages lie beside each other in memory as they do
    /// in the file; null for a page that is not known to lie beside others.</summary>
    public int? Number { get; init; }
}
