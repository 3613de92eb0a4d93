namespace Emu.Isa;

/// <summary>What an instruction does to the flow of control; anything but <see cref="Next"/> ends a block.</summary>
public enum Flow
{
    /// <summary>Continues with the next instruction, or traps.</summary>
    Next,

    /// <summary>Conditional pc-relative branch: two successors known when decoded.</summary>
    Branch,

    /// <summary>Unconditional pc-relative jump: one successor known when decoded.</summary>
    Jump,

    /// <summary>Jump to an address computed at run time.</summary>
    IndirectJump,

    /// <summary>
    /// May change what the following instructions mean (privilege mode, address translation, code) or always traps:
    /// the engine looks everything up anew afterwards.
    /// </summary>
    System,
}
