using Emu.Isa.Generator.Model;

namespace Emu.Isa.Generator.Analysis;

/// <summary>Finds words that two encodings both match.</summary>
internal static class EncodingOverlap
{
    /// <summary>
    /// A word that both encodings match, or null when there is none. Excluded values are avoided one operand at a time;
    /// encodings whose exclusions rule out each other only in combination are reported as overlapping.
    /// </summary>
    public static uint? FindCommonWord(Encoding first, Encoding second)
    {
        uint commonlyFixed = first.Mask & second.Mask;
        if (first.Width != second.Width || ((first.Match ^ second.Match) & commonlyFixed) != 0)
            return null;

        uint mask = first.Mask | second.Mask;
        uint word = first.Match | second.Match;
        foreach (EncodedOperand operand in first.Operands.Concat(second.Operands))
        {
            if (!Avoid(operand, ref mask, ref word))
                return null;
        }

        return word;
    }

    /// <summary>
    /// Chooses values for the operand's free bits with which it has no excluded value; false when all have one.
    /// </summary>
    private static bool Avoid(EncodedOperand operand, ref uint mask, ref uint word)
    {
        if (operand.Excluded.Count == 0)
            return true;

        uint free = operand.WordMask & ~mask;
        uint choice = 0;
        do
        {
            uint candidate = word | choice;
            if (!operand.Excluded.Contains(operand.Extract(candidate)))
            {
                mask |= operand.WordMask;
                word = candidate;
                return true;
            }

            choice = (choice - free) & free;
        }
        while (choice != 0);

        return false;
    }
}
