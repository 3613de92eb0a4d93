using Emu.Llvm;
using Emu.Translate.Llvm.Passes;

namespace Emu.Translate.Llvm;

/// <summary>
/// A way out of the middle of a block, into the interpreter, shared by all instructions that find the same registers to
/// write back. What differs between them comes in the phis.
/// </summary>
/// <param name="Code">The exit's own block, which holds the phis so far.</param>
/// <param name="Source">The block that is left.</param>
/// <param name="Written">Registers that the block has written by then (<see cref="RegisterSet"/>).</param>
/// <param name="Values">The values of those registers.</param>
/// <param name="Cause">Why the region is left.</param>
/// <param name="Offset">Page offset of the instruction with which the interpreter continues.</param>
/// <param name="Retired">Instructions of the block before that one that have not been counted.</param>
/// <param name="IsTrap">A helper has taken a trap: it has set the pc and the count, and there are no phis.</param>
internal sealed record SideExit(
    LLVMBasicBlockRef Code,
    FlowBlock Source,
    UInt128 Written,
    LLVMValueRef[] Values,
    LLVMValueRef Cause,
    LLVMValueRef Offset,
    LLVMValueRef Retired,
    bool IsTrap = false);
