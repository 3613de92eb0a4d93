namespace Emu.Translate.Abi;

/// <summary>Where calls of baseline code note what they return to: a table of pairs, a guest virtual address and the host address of
/// the code there. A return looks for the address that it goes to, whoever made the call; where it finds another one, it takes the
/// jump cache. The table is small, so that the host's nearest cache has it.</summary>
internal static class ReturnTable
{
    /// <summary>A virtual address, shifted left by this and masked by <see cref="Mask"/>, is the offset of its pair in the table: so
    /// the offset depends on the place in the page only.</summary>
    public const int Shift = 3;

    /// <inheritdoc cref="Shift"/>
    public const int Mask = Bytes - PairBytes;

    /// <summary>Bytes of the table.</summary>
    public const int Bytes = 4096;

    /// <summary>Where in a pair the host address is, in bytes.</summary>
    public const int Code = sizeof(ulong);

    private const int PairBytes = 2 * sizeof(ulong);

    /// <summary>Where the pair of an address is, in bytes.</summary>
    /// <param name="offset">The address, or its offset from a page's start.</param>
    public static int OffsetOf(int offset) => (offset << Shift) & Mask;

    /// <summary>Makes a table one in which no address is found.</summary>
    /// <param name="table">The pairs, address and code.</param>
    public static void Clear(Span<ulong> table)
    {
        // Address 0 belongs in the first pair, which so has the second one's.
        table.Clear();
        table[0] = PairBytes >> Shift;
    }
}
