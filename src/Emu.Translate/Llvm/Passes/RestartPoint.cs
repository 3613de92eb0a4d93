using Emu.Llvm;

namespace Emu.Translate.Llvm.Passes;

/// <summary>
/// Where the CPU's state is brought up to date, so that after a fault behind it the interpreter can execute again from
/// here. Each is itself and equal to no other.
/// </summary>
/// <param name="mark">The store that notes the place; those of registers go before it.</param>
/// <param name="values">The registers' values then, as far as the block has read or written them.</param>
internal sealed class RestartPoint(LLVMValueRef mark, LLVMValueRef[] values)
{
    /// <summary>The store that notes the place; those of registers go before it.</summary>
    public LLVMValueRef Mark { get; } = mark;

    /// <summary>The registers' values then, as far as the block has read or written them.</summary>
    public LLVMValueRef[] Values { get; } = values;

    /// <summary>Registers that the block has written by then (<see cref="RegisterSet"/>).</summary>
    public UInt128 Written { get; init; }

    /// <summary>Registers that the block has written since the point before.</summary>
    public UInt128 Changed { get; init; }

    /// <summary>Nothing before it in its block accesses memory: it is needed only if that is reached with something behind
    /// the last one that must not be executed twice.</summary>
    public bool IsFirst { get; init; }
}
