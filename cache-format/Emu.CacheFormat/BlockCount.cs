namespace Emu.CacheFormat;

/// <summary>How often a block of a page was executed.</summary>
/// <param name="Offset">Of its first instruction in the page, in bytes.</param>
/// <param name="Executions">The file keeps 48 bits of it; more are kept as the highest number that fits.</param>
public readonly record struct BlockCount(ushort Offset, ulong Executions);
