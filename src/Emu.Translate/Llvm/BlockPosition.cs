using Emu.Translate.Regions;

namespace Emu.Translate.Llvm;

/// <summary>How far the writing of a block has come.</summary>
internal sealed class BlockPosition
{
    /// <summary>The instruction that is being translated.</summary>
    public GuestInstruction Instruction { get; set; }

    /// <summary>Instructions of the block before this one that are not counted yet.</summary>
    public int Retired { get; set; }
}
