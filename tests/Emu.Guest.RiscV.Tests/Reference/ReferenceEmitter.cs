using Emu.FloatingPoint;
using Emu.Isa;
using Emu.Testing;

namespace Emu.Guest.RiscV.Tests.Reference;

/// <summary>
/// Executes one instruction on a <see cref="ReferenceHart"/>, whose pc is behind it already.
/// </summary>
internal readonly partial struct ReferenceEmitter(ReferenceHart hart, ulong pc, int length)
    : IEmitter<ReferenceValue, NoVector<ReferenceValue, ReferenceCondition>, ReferenceCondition>
{
    private const int FFlagsMask = 0x1f;
    private const int FrmMask = 7;
    private const ulong CacheBlockSize = 64;

    public ReferenceValue Pc => ReferenceValue.Of(pc);

    public ReferenceValue NextPc => ReferenceValue.Of(pc + (ulong)length);

    public ReferenceValue this[Register register]
    {
        get => ReferenceValue.Of(hart.X[register.Index]);
        set
        {
            if (register.Index != 0)
                hart.X[register.Index] = value.Number;
        }
    }

    public ReferenceValue Float(Register register) =>
        ReferenceValue.Of(hart.F[register.Index - RiscVArchitecture.FirstFloat]);

    public void SetFloat(Register register, ReferenceValue value) =>
        hart.F[register.Index - RiscVArchitecture.FirstFloat] = value.Number;

    public bool BeginFloat() => true;

    public bool BeginFloat(FloatRounding rounding)
    {
        uint mode = rounding == FloatRounding.Dynamic ? hart.Fcsr >> 5 : (uint)rounding;
        return mode <= (uint)FloatRounding.NearestAway || StopBy(CpuStop.IllegalInstruction);
    }

    public NoVector<ReferenceValue, ReferenceCondition> FloatLanes(
        FloatFunction function, FloatFormat format, bool isFull, NoVector<ReferenceValue, ReferenceCondition> first,
        NoVector<ReferenceValue, ReferenceCondition> second, NoVector<ReferenceValue, ReferenceCondition> third,
        FloatRounding rounding, int immediate) => throw new NotSupportedException();

    public NoVector<ReferenceValue, ReferenceCondition> Vector(Register register) => throw new NotSupportedException();

    public void SetVector(Register register, NoVector<ReferenceValue, ReferenceCondition> value) => throw new NotSupportedException();

    public bool LoadVector(ReferenceValue address, out NoVector<ReferenceValue, ReferenceCondition> value) => throw new NotSupportedException();

    public bool StoreVector(ReferenceValue address, NoVector<ReferenceValue, ReferenceCondition> value) => throw new NotSupportedException();

    public ReferenceValue Compute(uint function, ReferenceValue first, ReferenceValue second, ReferenceValue third) =>
        throw new NotSupportedException();

    public bool Load(ReferenceValue address, Width width, out ReferenceValue value)
    {
        bool done = hart.TryRead(address.Number, (int)width, out ulong number);
        value = ReferenceValue.Of(number);
        return done;
    }

    public bool Store(ReferenceValue address, Width width, ReferenceValue value) =>
        hart.TryWrite(address.Number, (int)width, value.Number);

    public bool AtomicReadModifyWrite(
        AtomicOperation operation, ReferenceValue address, Width width, ReferenceValue operand, out ReferenceValue old)
    {
        old = 0;
        if (!IsAligned(address, width) || !Load(address, width, out old))
            return false;

        ReferenceValue value = operation.Apply<ReferenceValue, ReferenceCondition>(old, operand, width);
        return Store(address, width, value);
    }

    public bool CompareExchange(
        ReferenceValue address, Width width, ReferenceValue expected, ReferenceValue value, out ReferenceValue old) =>
        throw new NotSupportedException();

    public bool CompareExchange(
        ReferenceValue address, NoVector<ReferenceValue, ReferenceCondition> expected,
        NoVector<ReferenceValue, ReferenceCondition> value, out NoVector<ReferenceValue, ReferenceCondition> old) =>
        throw new NotSupportedException();

    public bool LoadReserved(ReferenceValue address, out NoVector<ReferenceValue, ReferenceCondition> value) =>
        throw new NotSupportedException();

    public bool StoreConditional(
        ReferenceValue address, NoVector<ReferenceValue, ReferenceCondition> value, out ReferenceValue failed) =>
        throw new NotSupportedException();

    public bool LoadReserved(ReferenceValue address, Width width, out ReferenceValue value)
    {
        value = 0;
        if (!IsAligned(address, width) || !Load(address, width, out value))
            return false;
        hart.Reservation = (address.Number, width);
        return true;
    }

    public bool StoreConditional(ReferenceValue address, Width width, ReferenceValue value, out ReferenceValue failed)
    {
        failed = 1;
        if (!IsAligned(address, width))
            return false;
        bool holds = hart.Reservation == (address.Number, width);
        hart.Reservation = null;
        if (!holds)
            return true;
        failed = 0;
        return Store(address, width, value);
    }

    public void MemoryFence()
    {
    }

    public void BranchIf(ReferenceCondition condition, int offset)
    {
        if (condition.Holds)
            Jump(offset);
    }

    public void Jump(int offset) => JumpIndirect(Pc + offset);

    public void JumpIndirect(ReferenceValue target) => hart.Pc = target.Number;

    public bool System(uint operation, ReferenceValue first, ReferenceValue second, out ReferenceValue result)
    {
        result = 0;
        switch (SystemCode.OperationOf(operation))
        {
            case SystemOperation.AccessCsr:
                (int csr, CsrOperation change, _, bool writes) = SystemCode.CsrAccessOf(operation);
                return AccessCsr(csr, change, first, writes, out result);
            case SystemOperation.FenceInstructions:
                return true;
            case SystemOperation.Breakpoint:
                return StopBy(CpuStop.Breakpoint);
            default:
                return StopBy(CpuStop.IllegalInstruction);
        }
    }

    public void Illegal() => StopBy(CpuStop.IllegalInstruction);

    /// <summary>The floating-point CSRs are the only ones that user mode has here.</summary>
    private bool AccessCsr(
        CsrNumber csr, CsrOperation operation, ReferenceValue operand, bool writes, out ReferenceValue old)
    {
        int shift = csr.Number == Csr.Frm ? 5 : 0;
        uint mask = csr.Number switch
        {
            Csr.FFlags => FFlagsMask,
            Csr.Frm => FrmMask,
            Csr.Fcsr => (FrmMask << 5) | FFlagsMask,
            _ => 0,
        };
        old = (long)((hart.Fcsr >> shift) & mask);
        if (mask == 0)
            return StopBy(CpuStop.IllegalInstruction);
        ReferenceValue value = operation switch
        {
            CsrOperation.Write => operand,
            CsrOperation.Set => old | operand,
            CsrOperation.Clear => old & ~operand,
            _ => throw new ArgumentOutOfRangeException(nameof(operation)),
        };
        if (writes)
            hart.Fcsr = (hart.Fcsr & ~(mask << shift)) | (((uint)value.Number & mask) << shift);
        return true;
    }

    public bool ZeroBlock(ReferenceValue address)
    {
        ulong start = address.Number & ~(CacheBlockSize - 1);
        for (ulong offset = 0; offset < CacheBlockSize; offset++)
        {
            if (!hart.TryWrite(start + offset, 1, 0))
                return false;
        }

        return true;
    }

    private static ReferenceValue Signed(ReferenceValue value, Width width) =>
        width == Width.Word ? value.SignExtend(32) : value;

    private static ReferenceValue Unsigned(ReferenceValue value, Width width) =>
        width == Width.Word ? value.ZeroExtend(32) : value;

    private bool IsAligned(ReferenceValue address, Width width) =>
        address.Number % (ulong)width == 0 || StopBy(CpuStop.Misaligned);

    private bool StopBy(CpuStop stop)
    {
        hart.Stop = stop;
        return false;
    }
}
