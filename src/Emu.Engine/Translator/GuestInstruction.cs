using System.Buffers.Binary;
using Emu.Guest.RiscV;

namespace Emu.Engine.Translator;

/// <summary>A decoded instruction of a page.</summary>
/// <param name="Decoded">The instruction.</param>
/// <param name="Offset">Offset of its first byte in the page; beyond it in a neighbour.</param>
internal readonly record struct GuestInstruction(DecodedInstruction Decoded, int Offset)
{
    private const int LineSize = 64;

    /// <summary>Offset of the instruction behind it; may be that of the next page.</summary>
    public int End => Offset + Decoded.Length;

    /// <summary>A bit for each 64-byte line of the page that its bytes lie in, as far as they do.</summary>
    public ulong Lines => Line(Offset) | Line(End - 1);

    public Isa.Flow Flow => OperationTable.Flow(Decoded.Operation);

    /// <summary>Only the interpreter executes it. Of the instructions with <see cref="Isa.Flow.System"/>, translated
    /// code has helpers for CSR accesses and fences, and goes on behind them.</summary>
    public bool IsUntranslatable => Flow == Isa.Flow.System && !IsCsr && !IsFence;

    private bool IsCsr => Decoded.Operation is Operation.Csrrw or Operation.Csrrs or Operation.Csrrc
        or Operation.Csrrwi or Operation.Csrrsi or Operation.Csrrci;

    private bool IsFence => Decoded.Operation is Operation.SfenceVma or Operation.FenceI;

    /// <summary>A jump that leaves its return address in a link register (unprivileged specification, 2.5.1).</summary>
    public bool IsCall => Decoded.Operation is Operation.Jal or Operation.Jalr && Decoded.A is 1 or 5;

    /// <summary>A jump back to behind a call (unprivileged specification, 2.5.1).</summary>
    public bool IsReturn =>
        Decoded.Operation is Operation.Jalr && Decoded.A == 0 && Decoded.B is 1 or 5 && Decoded.Immediate == 0;

    /// <summary>A store, which has its base register as the second operand.</summary>
    public bool IsStore => Decoded.Operation
        is Operation.Sb or Operation.Sh or Operation.Sw or Operation.Sd or Operation.Fsw or Operation.Fsd;

    /// <summary>How many bytes a store writes.</summary>
    public int StoredBytes => Decoded.Operation switch
    {
        Operation.Sb => 1,
        Operation.Sh => 2,
        Operation.Sw or Operation.Fsw => 4,
        _ => 8,
    };

    /// <summary>Decodes the instruction at an offset; false when it crosses the page's end or would lie behind
    /// it.</summary>
    /// <param name="page">The page's bytes.</param>
    /// <param name="offset">Offset in it, even.</param>
    /// <param name="extensions">Instruction sets that the CPU has.</param>
    /// <param name="instruction">What is there; an unknown encoding is an illegal instruction.</param>
    public static bool TryDecode(
        ReadOnlySpan<byte> page, int offset, Extensions extensions, out GuestInstruction instruction)
    {
        instruction = default;
        if (offset + 2 > RegionSource.PageSize) return false;
        uint word = BinaryPrimitives.ReadUInt16LittleEndian(page[offset..]);
        if ((word & 3) == 3)
        {
            if (offset + 4 > RegionSource.PageSize) return false;
            word = BinaryPrimitives.ReadUInt32LittleEndian(page[offset..]);
        }

        instruction = Decode(word, offset, extensions);
        return true;
    }

    /// <summary>Decodes an instruction's 2 or 4 bytes.</summary>
    public static GuestInstruction Decode(uint word, int offset, Extensions extensions)
    {
        Decoder.Decode(word, extensions, out DecodedInstruction decoded);
        return new GuestInstruction(decoded, offset);
    }

    private static ulong Line(int offset) =>
        offset is >= 0 and < RegionSource.PageSize ? 1ul << (offset / LineSize) : 0;
}
