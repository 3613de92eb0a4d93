using Emu.Llvm;
using Emu.Translate.Llvm.Passes;

namespace Emu.Translate.Llvm;

/// <summary>The guest registers of a block that is being written, as values: slots are read at a register's first use and
/// written at the block's end only.</summary>
internal sealed class BlockRegisters(RegionFrame frame)
{
    // By number; default where the block has neither read nor written the register.
    private readonly LLVMValueRef[] current = new LLVMValueRef[frame.File.Count];

    /// <summary>Registers whose value at the block's beginning is used (<see cref="RegisterSet"/>).</summary>
    public UInt128 Used { get; private set; }

    /// <summary>Registers that have been written.</summary>
    public UInt128 Written { get; private set; }

    /// <summary>The value of a register.</summary>
    public LLVMValueRef Read(int index)
    {
        if (current[index] == default)
        {
            Used |= RegisterSet.Of(index);
            current[index] = frame.LoadRegister(index);
        }

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
}
