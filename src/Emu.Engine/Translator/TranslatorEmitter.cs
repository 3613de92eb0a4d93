using Emu.Guest.RiscV;
using Emu.Isa;

namespace Emu.Engine.Translator;

/// <summary>
/// The emitter that translates: each operation adds LLVM instructions to a <see cref="RegionFunction"/>. What would
/// trap is a side exit, so that every operation succeeds here.
/// </summary>
internal readonly partial struct TranslatorEmitter(RegionFunction code) : IRiscVEmitter<IrValue, IrCondition>
{
    private readonly RegionFunction code = code;

    public IrValue Pc => new(code.AddressOf(code.Instruction.Offset));

    public IrValue NextPc => new(code.AddressOf(code.Instruction.End));

    public IrValue X(Reg register) =>
        register.Number == 0 ? (IrValue)0 : new(code.ReadRegister(RegisterSet.Index(register)));

    public void SetX(Reg register, IrValue value)
    {
        if (register.Number != 0) code.WriteRegister(RegisterSet.Index(register), value.Value);
    }

    public bool Load(IrValue address, Width width, out IrValue value)
    {
        value = new(code.Load(address.Value, width));
        return true;
    }

    public bool Store(IrValue address, Width width, IrValue value)
    {
        code.Store(address.Value, width, value.Value);
        return true;
    }

    public bool AtomicReadModifyWrite(
        AtomicOperation operation, IrValue address, Width width, IrValue operand, out IrValue old)
    {
        old = new(code.AtomicReadModifyWrite(operation, address.Value, width, operand.Value));
        return true;
    }

    public bool LoadReserved(IrValue address, Width width, out IrValue value)
    {
        value = new(code.LoadReserved(address.Value, width));
        return true;
    }

    public bool StoreConditional(IrValue address, Width width, IrValue value, out IrValue failed)
    {
        failed = new(code.StoreConditional(address.Value, width, value.Value));
        return true;
    }

    public bool ZeroBlock(IrValue address)
    {
        code.ClearBlock(address.Value);
        return true;
    }

    public void MemoryFence() => code.Fence();

    public void BranchIf(IrCondition condition, int offset) => code.EndWithBranch(
        condition.Value, code.Instruction.Offset + offset, code.Instruction.End);

    public void Jump(int offset) => code.EndWithJump(code.Instruction.Offset + offset);

    public void JumpIndirect(IrValue target) => code.EndWithIndirectJump(target.Value);

    public bool AccessCsr(
        CsrNumber csr, CsrOperation operation, IrValue operand, bool reads, bool writes, out IrValue old)
    {
        old = new(code.AccessCsr(csr, operation, operand.Value, reads, writes));
        return true;
    }

    public void System(SystemOperation operation, int first, int second)
    {
        switch (operation)
        {
            case SystemOperation.FenceVirtualMemory or SystemOperation.FenceInstructions:
                code.ExecuteFence(operation, first, second);
                break;
            case SystemOperation.IllegalInstruction:
                code.EndWithSideExit(SideExitCause.Untranslatable);
                break;
            default:
                code.EndWithSideExit(SideExitCause.System);
                break;
        }
    }
}
