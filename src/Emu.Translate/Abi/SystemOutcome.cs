namespace Emu.Translate.Abi;

/// <summary>What became of an instruction that translated code has left to <see cref="HelperId.System"/>. Kept in cached code: the
/// numbers are permanent.</summary>
internal enum SystemOutcome
{
    /// <summary>The instruction is done and not yet counted as retired; the region continues with the rest of its
    /// body.</summary>
    Done = 0,

    /// <summary>It trapped; <c>Pc</c> is the handler's. The region writes back its registers and leaves.</summary>
    Trapped = 1,

    /// <summary>Done, but the next instruction must be looked up anew: the region executes the rest of this
    /// instruction, then leaves.</summary>
    DoneThenLeave = 2,

    /// <summary>Nothing was done: a side exit, the interpreter executes the instruction.</summary>
    Refused = 3,
}
