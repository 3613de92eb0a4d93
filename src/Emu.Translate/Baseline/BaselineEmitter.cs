using Emu.Isa;
using Emu.Translate.Abi;
using Emu.Translate.Regions;

namespace Emu.Translate.Baseline;

/// <summary>
/// The emitter of the baseline translator: values become nodes of a graph, and what has an effect is written as host
/// code at once. What would trap is a side exit, so that every operation succeeds here.
/// </summary>
internal readonly partial struct BaselineEmitter(HostWriter code)
    : IEmitter<BaselineValue, BaselineVector, BaselineCondition>
{
    private readonly HostWriter code = code;

    public BaselineValue Pc => code.AddressOf(code.Instruction.Offset);

    public BaselineValue NextPc => code.AddressOf(code.Instruction.End);

    public BaselineValue this[Register register]
    {
        get => code.ReadRegister(register.Index);
        set
        {
            if (register.Index != code.File.Zero) code.WriteRegister(register.Index, value);
            else code.Discard(value);
        }
    }

    public BaselineVector Vector(Register register) => code.ReadVector(register.Index);

    public void SetVector(Register register, BaselineVector value) => code.WriteVector(register.Index, value);

    public BaselineValue Compute(uint function, BaselineValue first, BaselineValue second, BaselineValue third) =>
        code.Compute(function, first, second, third);

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

    public bool LoadVector(BaselineValue address, out BaselineVector value)
    {
        value = code.LoadVector(address);
        return true;
    }

    public bool StoreVector(BaselineValue address, BaselineVector value)
    {
        code.StoreVector(address, value);
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

    public bool CompareExchange(
        BaselineValue address, Width width, BaselineValue expected, BaselineValue value, out BaselineValue old)
    {
        old = code.CompareExchange(address, width, expected, value);
        return true;
    }

    public bool CompareExchange(
        BaselineValue address, BaselineVector expected, BaselineVector value, out BaselineVector old) => throw NoPairs();

    public bool LoadReserved(BaselineValue address, out BaselineVector value) => throw NoPairs();

    public bool StoreConditional(BaselineValue address, BaselineVector value, out BaselineValue failed) => throw NoPairs();

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

    public bool System(uint operation, BaselineValue first, BaselineValue second, out BaselineValue result)
    {
        if (code.Instruction.IsUntranslatable)
        {
            code.EndWithSideExit(SideExitCause.System);
            result = default;
            return false;
        }

        result = code.ExecuteSystem(operation, first, second);
        return true;
    }

    public void Illegal() => code.EndWithSideExit(SideExitCause.Untranslatable);

    private static LeftToNextEngineException NoPairs() => new("there is no host code for atomic accesses of 16 bytes");
}
