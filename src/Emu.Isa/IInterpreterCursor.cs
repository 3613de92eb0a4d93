namespace Emu.Isa;

/// <summary>How the generated interpreter loop walks through decoded blocks; implemented by the interpreter's
/// emitter.</summary>
/// <remarks>Invariant of the unsafe code: what <see cref="Next"/> returns is read before the cursor moves again;
/// instructions end in <see cref="DecodedInstruction.EndOfBlock"/> or in one that leaves the block, so that the cursor
/// never passes them.</remarks>
public unsafe interface IInterpreterCursor
{
    /// <summary>The instruction to execute now; the cursor moves on to the one after it.</summary>
    DecodedInstruction* Next();

    /// <summary>
    /// Called for <see cref="DecodedInstruction.EndOfBlock"/>, before <see cref="EndBlock"/>: the next block is the one behind
    /// this, or, after a trap, the handler's.
    /// </summary>
    void FallThrough();

    /// <summary>
    /// Called after an instruction whose flow is not <see cref="Flow.Next"/>, and at the end of a block: finds the next
    /// block. False leaves the loop.
    /// </summary>
    bool EndBlock();
}
