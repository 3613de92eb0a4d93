namespace Emu.Translate.Llvm.Passes;

/// <summary>Pass: which registers some path has written since the last restart point, where the CPU's state got all of them.
/// The next restart point saves those, and so do exits.</summary>
internal static class UnsavedRegisters
{
    /// <summary>Reads <see cref="FlowBlock.Written"/>, <see cref="FlowBlock.Restarts"/> and
    /// <see cref="FlowBlock.Changed"/>.</summary>
    /// <param name="blocks">All blocks.</param>
    /// <param name="needed">The restart points that are made (<see cref="NeededRestarts"/>).</param>
    public static RegisterFlow Find(IReadOnlyList<FlowBlock> blocks, HashSet<RestartPoint> needed) => RegisterFlow.Forward(
        blocks,
        (block, unsaved) => block.Restarts.Exists(needed.Contains) ? block.Changed : unsaved | block.Written);
}
