using Emu.Isa;
using Emu.Translate.Abi;

namespace Emu.Translate.Llvm;

/// <summary>
/// The emitter that translates: each operation adds LLVM instructions to a <see cref="BlockWriter"/>. What would
/// trap is a side exit, so that every operation succeeds here.
/// </summary>
internal readonly partial struct IrEmitter(BlockWriter code) : IEmitter<IrValue, IrVector, IrCondition>
{
    private readonly BlockWriter code = code;

    public IrValue Pc => new(code.AddressOf(code.Instruction.Offset));

    public IrValue NextPc => new(code.AddressOf(code.Instruction.End));

    public IrValue this[Register register]
    {
        get => register.Index == code.File.Zero ? (IrValue)0 : new(code.ReadRegister(register.Index));
        set
        {
            if (register.Index != code.File.Zero) code.WriteRegister(register.Index, value.Value);
        }
    }

    public IrVector Vector(Register register) => new(code.ReadRegister(register.Index));

    public void SetVector(Register register, IrVector value) => code.WriteRegister(register.Index, value.Value);

    public IrValue Compute(uint function, IrValue first, IrValue second, IrValue third) =>
        new(code.Compute(function, first.Value, second.Value, third.Value));

    public bool Load(IrValue address, Width width, out IrValue value)
    {
        value = new(code.Memory.Load(address.Value, width));
        return true;
    }

    public bool Store(IrValue address, Width width, IrValue value)
    {
        code.Memory.Store(address.Value, width, value.Value);
        return true;
    }

    public bool LoadVector(IrValue address, out IrVector value)
    {
        value = new(code.Memory.LoadVector(address.Value));
        return true;
    }

    public bool StoreVector(IrValue address, IrVector value)
    {
        code.Memory.StoreVector(address.Value, value.Value);
        return true;
    }

    public bool AtomicReadModifyWrite(
        AtomicOperation operation, IrValue address, Width width, IrValue operand, out IrValue old)
    {
        old = new(code.Memory.AtomicReadModifyWrite(operation, address.Value, width, operand.Value));
        return true;
    }

    public bool LoadReserved(IrValue address, Width width, out IrValue value)
    {
        value = new(code.Memory.LoadReserved(address.Value, width));
        return true;
    }

    public bool StoreConditional(IrValue address, Width width, IrValue value, out IrValue failed)
    {
        failed = new(code.Memory.StoreConditional(address.Value, width, value.Value));
        return true;
    }

    public bool CompareExchange(IrValue address, Width width, IrValue expected, IrValue value, out IrValue old)
    {
        old = new(code.Memory.CompareExchange(address.Value, width, expected.Value, value.Value));
        return true;
    }

    public bool CompareExchange(IrValue address, IrVector expected, IrVector value, out IrVector old)
    {
        old = new(code.Memory.CompareExchangePair(address.Value, expected.Value, value.Value));
        return true;
    }

    public bool LoadReserved(IrValue address, out IrVector value)
    {
        value = new(code.Memory.LoadReservedPair(address.Value));
        return true;
    }

    public bool StoreConditional(IrValue address, IrVector value, out IrValue failed)
    {
        failed = new(code.Memory.StoreConditionalPair(address.Value, value.Value));
        return true;
    }

    public bool ZeroBlock(IrValue address)
    {
        code.Memory.ClearBlock(address.Value);
        return true;
    }

    public void MemoryFence() => code.Memory.Fence();

    public void BranchIf(IrCondition condition, int offset) => code.EndWithBranch(
        condition.Value, code.Instruction.Offset + offset, code.Instruction.End);

    public void Jump(int offset) => code.EndWithJump(code.Instruction.Offset + offset);

    public void JumpIndirect(IrValue target) => code.EndWithIndirectJump(target.Value);

    public bool System(uint operation, IrValue first, IrValue second, out IrValue result)
    {
        if (code.Instruction.IsUntranslatable)
        {
            code.EndWithSideExit(SideExitCause.System);
            result = default;
            return false;
        }

        result = new(code.ExecuteSystem(operation, first.Value, second.Value));
        return true;
    }

    public void Illegal() => code.EndWithSideExit(SideExitCause.Untranslatable);
}
