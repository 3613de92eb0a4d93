using Emu.Llvm;
using Emu.Translate.Llvm.Passes;

namespace Emu.Translate.Llvm;

/// <summary>A way out of a region at the end of a block. Its code is written when all guest blocks are, since only then
/// is it known which registers must be written back.</summary>
/// <param name="Kind">What the exit does.</param>
/// <param name="Code">The exit's own block, which nothing has been added to.</param>
/// <param name="Source">The block that is left.</param>
internal readonly record struct RegionExit(RegionExitKind Kind, LLVMBasicBlockRef Code, FlowBlock Source)
{
    /// <summary>Where execution continues, as an offset from the page's start; it may be in another page.</summary>
    public int Offset { get; init; }

    /// <summary>Registers that are in the state, whatever the block holds of them.</summary>
    public UInt128 InState { get; init; }

    /// <summary>The target of an indirect jump.</summary>
    public LLVMValueRef Target { get; init; }
}
