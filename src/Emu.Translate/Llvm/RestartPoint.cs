using Emu.Llvm;

namespace Emu.Translate.Llvm;

/// <summary>
/// Where the CPU's state is brought up to date, so that after a fault behind it the interpreter can execute again from
/// here.
/// </summary>
/// <param name="Mark">The store that notes the place; those of registers go before it.</param>
/// <param name="Written">Registers that the block has written by then (<see cref="RegisterSet"/>).</param>
/// <param name="Changed">Those that it has written since the point before.</param>
/// <param name="Values">The registers' values then, as far as the block has read or written them.</param>
/// <param name="IsFirst">Nothing before it in its block accesses memory: it is needed only if that is reached with
/// something behind the last one that must not be executed twice.</param>
internal sealed record RestartPoint(LLVMValueRef Mark, UInt128 Written, UInt128 Changed, LLVMValueRef[] Values, bool IsFirst);
