using Emu.Engine.Translator;
using Emu.Guest.RiscV;
using Emu.Isa;

namespace Emu.Engine.Baseline;

/// <summary>
/// The emitter of the baseline translator: values become nodes of a graph, and what has an effect is written as host
/// code at once. What would trap is a side exit, so that every operation succeeds here.
/// </summary>
internal readonly partial struct BaselineEmitter(HostWriter code) : IRiscVEmitter<BaselineValue, BaselineCondition>
{
    private readonly HostWriter code = code;

    public BaselineValue Pc => code.AddressOf(code.Instruction.Offset);

    public BaselineValue NextPc => code.AddressOf(code.Instruction.End);

    public BaselineValue X(Reg register) => code.ReadRegister(register.Number);

    public void SetX(Reg register, BaselineValue value)
    {
        if (register.Number != 0) code.WriteRegister(register.Number, value);
        else code.Discard(value);
    }

    public bool Load(BaselineValue address, Width width, out BaselineValue value)
    {
        value = code.Load(address, width);
        return true;
    }

    public bool Store(BaselineValue address, Width width, BaselineValue value)
    {
        code.Store(address, width, value);
        return true;
    }

    public bool AtomicReadModifyWrite(
        AtomicOperation operation, BaselineValue address, Width width, BaselineValue operand, out BaselineValue old)
    {
        old = code.AtomicReadModifyWrite(operation, address, width, operand);
        return true;
    }

    public bool LoadReserved(BaselineValue address, Width width, out BaselineValue value)
    {
        value = code.LoadReserved(address, width);
        return true;
    }

    public bool StoreConditional(BaselineValue address, Width width, BaselineValue value, out BaselineValue failed)
    {
        failed = code.StoreConditional(address, width, value);
        return true;
    }

    public bool ZeroBlock(BaselineValue address)
    {
        code.ZeroBlock(address);
        return true;
    }

    public void MemoryFence() => code.MemoryFence();

    public void BranchIf(BaselineCondition condition, int offset)
    {
        GuestInstruction instruction = code.Instruction;
        if (!condition.IsConstant(out bool holds))
            code.EndWithBranch(condition, instruction.Offset + offset, instruction.End);
        else
            code.EndWithJump(holds ? instruction.Offset + offset : instruction.End);
    }

    public void Jump(int offset) => code.EndWithJump(code.Instruction.Offset + offset);

    public void JumpIndirect(BaselineValue target) => code.EndWithIndirectJump(target);

    public bool AccessCsr(
        CsrNumber csr, CsrOperation operation, BaselineValue operand, bool reads, bool writes, out BaselineValue old)
    {
        old = code.AccessCsr(HelperArguments.Csr(csr, operation, reads, writes), operand);
        return true;
    }

    public void System(SystemOperation operation, int first, int second)
    {
        switch (operation)
        {
            case SystemOperation.FenceVirtualMemory or SystemOperation.FenceInstructions:
                code.Fence(HelperArguments.Fence(operation, first, second));
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
