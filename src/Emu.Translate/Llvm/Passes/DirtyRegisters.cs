namespace Emu.Translate.Llvm.Passes;

/// <summary>Pass: which registers may differ from the CPU's state because some path from an entry has written them. Exits
/// write those back.</summary>
internal static class DirtyRegisters
{
    /// <summary>Reads <see cref="FlowBlock.Written"/>.</summary>
    public static RegisterFlow Find(IReadOnlyList<FlowBlock> blocks) =>
        RegisterFlow.Forward(blocks, (block, dirty) => dirty | block.Written);
}
