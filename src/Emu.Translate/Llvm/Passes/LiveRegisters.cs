namespace Emu.Translate.Llvm.Passes;

/// <summary>Pass: which registers' values are used in a block or later, before they are written. Entries load
/// those.</summary>
internal static class LiveRegisters
{
    /// <summary>Reads <see cref="FlowBlock.Used"/>, with what exits and restart points use, and
    /// <see cref="FlowBlock.Written"/>.</summary>
    public static RegisterFlow Find(IReadOnlyList<FlowBlock> blocks) =>
        RegisterFlow.Backward(blocks, (block, live) => (live & ~block.Written) | block.Used);
}
