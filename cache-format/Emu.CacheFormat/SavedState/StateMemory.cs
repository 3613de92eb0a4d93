namespace Emu.CacheFormat.SavedState;

/// <summary>A region of a machine's memory that is saved.</summary>
/// <param name="Size">Its bytes, a multiple of <see cref="StateLayout.PageSize"/>.</param>
/// <param name="Read">Gives its bytes, which do not change while it is saved.</param>
public sealed record StateMemory(ulong Size, PageReader Read);

/// <summary>Gives the bytes of pages that follow each other.</summary>
/// <param name="firstPage">Number of the first one in its region.</param>
/// <param name="count">How many, 1 to <see cref="StateLayout.MostPages"/>.</param>
public delegate ReadOnlySpan<byte> PageReader(ulong firstPage, int count);
