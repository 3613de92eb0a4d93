using Emu.Llvm;
using Emu.Translate.Llvm.Passes;

namespace Emu.Translate.Llvm;

/// <summary>The guest registers of a block that is being written, as values: slots are read at a register's first use and
/// written at the block's end only.</summary>
/// <param name="frame">The function.</param>
/// <param name="graph">The region's blocks.</param>
/// <param name="block">The block's node.</param>
internal sealed class BlockRegisters(RegionFrame frame, RegionGraph graph, FlowBlock block)
{
    // By number; default where the block has neither read nor written the register.
    private readonly LLVMValueRef[] current = new LLVMValueRef[frame.File.Count];

    /// <summary>Registers whose value at the block's beginning is used (<see cref="RegisterSet"/>).</summary>
    public UInt128 Used { get; private set; }

    /// <summary>Registers that have been written.</summary>
    public UInt128 Written { get; private set; }

    /// <summary>What is known here of the discriminant (<see cref="Isa.RegisterFile.Discriminant"/>): a constant, or
    /// null.</summary>
    public ulong? Discriminant => frame.File.Discriminant is >= 0 and var index && current[index] is var value
        && value != default && value.IsConstantInt ? value.ConstIntZExt : null;

    /// <summary>The value of a register.</summary>
    public LLVMValueRef Read(int index)
    {
        if (current[index] == default) current[index] = AtStart(index);
        return current[index];
    }

    /// <summary>Gives a register a new value.</summary>
    public void Write(int index, LLVMValueRef value)
    {
        Written |= RegisterSet.Of(index);
        current[index] = value;
    }

    /// <summary>A copy of all values, by register; default for those that the block has neither read nor written.</summary>
    public LLVMValueRef[] Snapshot() => [.. current];

    /// <summary>Stores what was written to the slots.</summary>
    public void StoreWritten()
    {
        for (UInt128 written = Written; written != 0; written &= written - 1)
        {
            int index = RegisterSet.First(written);
            frame.StoreRegister(index, current[index]);
        }
    }

    private LLVMValueRef AtStart(int index)
    {
        if (index == frame.File.Discriminant && graph.AssumptionOf(block.Offset).Ask(block.IsPlain) is { } assumed)
            return frame.Ir.Constant(assumed);
        Used |= RegisterSet.Of(index);
        return frame.LoadRegister(index);
    }
}
