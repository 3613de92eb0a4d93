using Emu.Llvm;
using Emu.Translate.Abi;
using Emu.Translate.Llvm.Passes;

namespace Emu.Translate.Llvm;

/// <summary>The side exits of a region. Their code is written when all guest blocks are, since only then is it known which
/// registers must be written back.</summary>
internal sealed class SideExits(RegionFrame frame)
{
    private readonly List<SideExit> exits = [];

    /// <summary>Adds the exit of a checkpoint. Moves the builder and puts it back.</summary>
    /// <param name="source">The block that is left.</param>
    /// <param name="written">Registers that it has written by then.</param>
    /// <param name="values">The values of those registers.</param>
    public SideExit Add(FlowBlock source, UInt128 written, LLVMValueRef[] values)
    {
        LLVMBuilderRef builder = frame.Builder;
        IrTypes types = frame.Ir.Types;
        LLVMBasicBlockRef here = builder.InsertBlock, code = frame.Ir.NewBlock();
        builder.PositionAtEnd(code);
        SideExit made = new(
            code, source, written, values, builder.BuildPhi(types.I32), builder.BuildPhi(types.I64),
            builder.BuildPhi(types.I64));
        builder.PositionAtEnd(here);
        exits.Add(made);
        return made;
    }

    /// <summary>Adds the exit of an instruction that traps in the System helper, right behind a checkpoint.</summary>
    /// <returns>Its code.</returns>
    public LLVMBasicBlockRef AddTrap(FlowBlock source, UInt128 written, LLVMValueRef[] values)
    {
        LLVMBasicBlockRef code = frame.Ir.NewBlock();
        exits.Add(new SideExit(code, source, written, values, default, default, default, IsTrap: true));
        return code;
    }

    /// <summary>Writes the code of all side exits, and notes in their blocks which registers that uses.</summary>
    /// <param name="dirty">The registers that may differ from the state.</param>
    public void Write(RegisterFlow dirty)
    {
        foreach (SideExit exit in exits)
        {
            UInt128 before = dirty.AtStart(exit.Source);
            Write(exit, before | exit.Written);
            exit.Source.Used |= before & ~exit.Written;
        }
    }

    private void Write(SideExit exit, UInt128 registers)
    {
        frame.Builder.PositionAtEnd(exit.Code);
        for (; registers != 0; registers &= registers - 1)
        {
            int index = RegisterSet.First(registers);
            LLVMValueRef value = (exit.Written >> index & 1) != 0 ? exit.Values[index] : frame.LoadRegister(index);
            frame.StoreField(value, frame.FieldOf(index));
        }

        if (!exit.IsTrap)
        {
            frame.PublishCount(exit.Retired);
            frame.StoreField(exit.Cause, StateLayout.ExitCause);
            frame.StoreField(frame.AddressOf(exit.Offset), StateLayout.Pc);
        }

        frame.Builder.BuildRetVoid();
    }
}
