using System.Text;
using Emu.Isa;
using Emu.Translate.Regions;

namespace Emu.Translate.Inspection;

/// <summary>Guest instructions of a page as text. A page may lie anywhere: addresses are offsets in it, below 0 and beyond
/// its end those of its neighbours.</summary>
internal static class GuestListing
{
    private const int LineSize = 64, EncodingColumns = 8;

    /// <summary>An instruction's bits in hexadecimal, as wide as the widest of 32 bits.</summary>
    public static string Encoding(in GuestIsa isa, in DecodedInstruction instruction)
    {
        int digits = 2 * isa.Architecture.FactsOf(instruction).Length;
        return instruction.Raw.ToString($"x{digits}", null).PadRight(EncodingColumns);
    }

    /// <summary>Appends one instruction.</summary>
    public static void Append(int offset, in DecodedInstruction instruction, in GuestIsa isa, StringBuilder text)
    {
        string sign = offset < 0 ? "-" : "";
        text.Append($"{sign}0x{Math.Abs(offset):x3}:  {Encoding(isa, instruction)}  ");
        text.Append(isa.Disassemble(instruction, (ulong)offset)).Append('\n');
    }

    /// <summary>
    /// Appends what lies behind each entry as far as the region was decoded from there: for a region of which no more
    /// is known than its entries and lines. These are its instructions in its page and perhaps some between them.
    /// </summary>
    /// <param name="page">The page's bytes.</param>
    /// <param name="entries">Offsets of the entries, ascending.</param>
    /// <param name="lines">A bit for each 64-byte line that instructions were decoded from.</param>
    /// <param name="isa">How the guest's code decodes.</param>
    /// <param name="text">Takes the lines.</param>
    public static void AppendLines(
        ReadOnlySpan<byte> page, ReadOnlySpan<ushort> entries, ulong lines, in GuestIsa isa, StringBuilder text)
    {
        int offset = 0;
        foreach (ushort entry in entries)
        {
            offset = Math.Max(offset, entry);
            while (offset < RegionSource.PageSize && (lines >> (offset / LineSize) & 1) != 0)
            {
                int length = isa.Decode(page[offset..], out DecodedInstruction instruction);
                if (length == 0) return;
                Append(offset, instruction, isa, text);
                offset += length;
            }
        }
    }
}
