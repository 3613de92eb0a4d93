namespace Emu.Translate.Regions;

/// <summary>A straight run of instructions of a region, which is entered at its first one only.</summary>
internal sealed class GuestBlock(int offset)
{
    /// <summary>Offset of the first instruction in the page; beyond it in a neighbour.</summary>
    public int Offset { get; } = offset;

    /// <summary>The instructions in order, one at least.</summary>
    public List<GuestInstruction> Instructions { get; } = [];

    /// <summary>The instruction that ends the block.</summary>
    public GuestInstruction Last => Instructions[^1];

    /// <summary>The region may be entered here.</summary>
    public bool IsEntry { get; set; }

    /// <summary>If it is a loop's head, the last block that leads back to it; else null.</summary>
    public GuestBlock? LoopEnd { get; set; }
}
