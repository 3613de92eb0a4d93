using Emu.Llvm;
using Emu.Translate.Abi;
using Emu.Translate.Llvm.Passes;

namespace Emu.Translate.Llvm;

/// <summary>The side exits of a region. Their code is written when all guest blocks are, since only then is it known which
/// registers must be written back.</summary>
internal sealed class SideExits(RegionFrame frame)
{
    private readonly List<SideExit> exits = [];
    private readonly List<StateUpdate> updates = [];

    // The registers that the CPU itself uses.
    private readonly UInt128 ofCpu = RegisterSet.Between(frame.File.FirstOfCpu, frame.File.Scalars);

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

    /// <summary>Has the registers that the CPU itself uses in its state from here on in the block, right behind a checkpoint. Leaves
    /// the builder behind that.</summary>
    /// <param name="source">The block.</param>
    /// <param name="written">Registers that it has written by then.</param>
    /// <param name="values">The values of those registers.</param>
    public void UpdateState(FlowBlock source, UInt128 written, LLVMValueRef[] values)
    {
        if (ofCpu == 0) return;
        LLVMBasicBlockRef code = frame.Ir.NewBlock(), next = frame.Ir.NewBlock();
        frame.Builder.BuildBr(code);
        frame.Builder.PositionAtEnd(next);
        updates.Add(new StateUpdate(code, next, source, written & ofCpu, values));
    }

    /// <summary>Writes the code of all side exits and of what goes before system instructions, and notes in their blocks which registers that uses.</summary>
    /// <param name="dirty">The registers that may differ from the state.</param>
    public void Write(RegisterFlow dirty)
    {
        foreach (SideExit exit in exits)
        {
            // When the CPU has taken a trap, what it uses is in the state, and may have changed there.
            UInt128 before = dirty.AtStart(exit.Source) & (exit.IsTrap ? ~ofCpu : UInt128.MaxValue);
            Write(exit, before | (exit.Written & (exit.IsTrap ? ~ofCpu : UInt128.MaxValue)));
            exit.Source.Used |= before & ~exit.Written;
        }

        foreach (StateUpdate update in updates)
        {
            UInt128 before = dirty.AtStart(update.Source) & ofCpu;
            frame.Builder.PositionAtEnd(update.Code);
            Store(before | update.Written, update.Written, update.Values);
            frame.Builder.BuildBr(update.Next);
            update.Source.Used |= before & ~update.Written;
        }
    }

    private void Write(SideExit exit, UInt128 registers)
    {
        frame.Builder.PositionAtEnd(exit.Code);
        Store(registers, exit.Written, exit.Values);
        if (!exit.IsTrap)
        {
            frame.PublishCount(exit.Retired);
            frame.StoreField(exit.Cause, StateLayout.ExitCause);
            frame.StoreField(frame.AddressOf(exit.Offset), StateLayout.Pc);
        }

        frame.Builder.BuildRetVoid();
    }

    // Writes registers to the CPU's state: those that the block has written from their values, others from their slots.
    private void Store(UInt128 registers, UInt128 written, LLVMValueRef[] values)
    {
        for (; registers != 0; registers &= registers - 1)
        {
            int index = RegisterSet.First(registers);
            LLVMValueRef value = (written >> index & 1) != 0 ? values[index] : frame.LoadRegister(index);
            frame.StoreField(value, frame.FieldOf(index));
        }
    }

    /// <summary>A place before a system instruction where registers go to the CPU's state.</summary>
    /// <param name="Code">Their code, which is written later.</param>
    /// <param name="Next">Where the block goes on.</param>
    /// <param name="Source">The block.</param>
    /// <param name="Written">Those of the registers that the block has written by then.</param>
    /// <param name="Values">The values of those.</param>
    private readonly record struct StateUpdate(
        LLVMBasicBlockRef Code, LLVMBasicBlockRef Next, FlowBlock Source, UInt128 Written, LLVMValueRef[] Values);
}
