using Emu.Isa;

namespace Emu.Translate.Regions;

/// <summary>A decoded instruction of a page.</summary>
/// <param name="Decoded">The instruction.</param>
/// <param name="Facts">What is known of it.</param>
/// <param name="Offset">Offset of its first byte in the page; beyond it in a neighbour.</param>
internal readonly record struct GuestInstruction(DecodedInstruction Decoded, InstructionFacts Facts, int Offset)
{
    private const int LineSize = 64;

    /// <summary>Offset of the instruction behind it; may be that of the next page.</summary>
    public int End => Offset + Facts.Length;

    /// <summary>A bit for each 64-byte line of the page that its bytes lie in, as far as they do.</summary>
    public ulong Lines => Line(Offset) | Line(End - 1);

    public Flow Flow => Facts.Flow;

    /// <summary>Only the interpreter executes it.</summary>
    public bool IsUntranslatable => Flow == Flow.System && !Is(InstructionTraits.Continues);

    /// <summary>A jump that leaves its return address in a register.</summary>
    public bool IsCall => Is(InstructionTraits.Call);

    /// <summary>A jump back to behind a call.</summary>
    public bool IsReturn => Is(InstructionTraits.Return);

    /// <summary>A store, which has its base register as the second operand.</summary>
    public bool IsStore => Is(InstructionTraits.Store);

    /// <summary>Whether a load of so many bytes is the one access that it makes, and the last thing but setting its
    /// register.</summary>
    public bool Loads(Width width) => Is(InstructionTraits.Load) && Facts.AccessSize == (int)width;

    /// <summary>Whether a store of so many bytes is the one access that it makes, and the last thing it does.</summary>
    public bool Stores(Width width) => IsStore && Facts.AccessSize == (int)width;

    /// <summary>Whether it has all of some traits.</summary>
    public bool Is(InstructionTraits traits) => (Facts.Traits & traits) == traits;

    /// <summary>Decodes the instruction at an offset; false when it crosses the page's end or would lie behind
    /// it.</summary>
    /// <param name="isa">How code decodes.</param>
    /// <param name="page">The page's bytes.</param>
    /// <param name="offset">Offset in it, aligned as instructions are.</param>
    /// <param name="instruction">What is there; an unknown encoding is an illegal instruction.</param>
    public static bool TryDecode(
        in GuestIsa isa, ReadOnlySpan<byte> page, int offset, out GuestInstruction instruction)
    {
        instruction = default;
        if (offset >= RegionSource.PageSize) return false;
        if (isa.Decode(page[offset..], out DecodedInstruction decoded) == 0) return false;
        instruction = new GuestInstruction(decoded, isa.Architecture.FactsOf(decoded), offset);
        return true;
    }

    private static ulong Line(int offset) =>
        offset is >= 0 and < RegionSource.PageSize ? 1ul << (offset / LineSize) : 0;
}
