namespace Emu.Translate.Regions;

/// <summary>How far the writing of a block has come.</summary>
internal sealed class BlockPosition
{
    private GuestInstruction instruction;

    /// <summary>The instruction that is being translated.</summary>
    public ref readonly GuestInstruction Instruction => ref instruction;

    /// <summary>Instructions of the block before this one that have retired and are not counted yet.</summary>
    public int Retired { get; set; }

    /// <summary>Begins an instruction.</summary>
    public void Begin(in GuestInstruction next) => instruction = next;
}
