using System.Buffers.Binary;
using System.Text;
using Emu.Engine.Translator;
using Emu.Guest.RiscV;

namespace Emu.Engine.Inspection;

/// <summary>Guest instructions of a page as text. A page may lie anywhere: addresses are offsets in it, below 0 and beyond
/// its end those of its neighbours.</summary>
internal static class GuestListing
{
    private const int LineSize = 64;

    /// <summary>Appends one instruction.</summary>
    public static void Append(int offset, uint raw, int length, Extensions extensions, StringBuilder text)
    {
        string word = length == 2 ? $"{raw:x4}    " : $"{raw:x8}";
        string sign = offset < 0 ? "-" : "";
        string instruction = Disassembler.Disassemble(raw, (ulong)offset, extensions);
        text.Append($"{sign}0x{Math.Abs(offset):x3}:  {word}  {instruction}\n");
    }

    /// <summary>
    /// Appends what lies behind each entry as far as the region was decoded from there: for a region of which no more
    /// is known than its entries and lines. These are its instructions in its page and perhaps some between them.
    /// </summary>
    /// <param name="page">The page's bytes.</param>
    /// <param name="entries">Offsets of the entries, ascending.</param>
    /// <param name="lines">A bit for each 64-byte line that instructions were decoded from.</param>
    /// <param name="extensions">Instruction sets of the CPU.</param>
    /// <param name="text">Where the lines go.</param>
    public static void AppendLines(
        ReadOnlySpan<byte> page, ReadOnlySpan<ushort> entries, ulong lines, Extensions extensions, StringBuilder text)
    {
        int offset = 0;
        foreach (ushort entry in entries)
        {
            offset = Math.Max(offset, entry);
            while (offset + 2 <= RegionSource.PageSize && (lines >> (offset / LineSize) & 1) != 0)
            {
                uint raw = BinaryPrimitives.ReadUInt16LittleEndian(page[offset..]);
                int length = (raw & 3) == 3 ? 4 : 2;
                if (offset + length > RegionSource.PageSize) return;
                if (length == 4) raw = BinaryPrimitives.ReadUInt32LittleEndian(page[offset..]);
                Append(offset, raw, length, extensions, text);
                offset += length;
            }
        }
    }
}
