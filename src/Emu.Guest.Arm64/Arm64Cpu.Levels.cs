using Emu.Guest.Arm64.Privileged;
using Emu.Isa;

namespace Emu.Guest.Arm64;

/// <content>The exception levels EL0 and EL1: PSTATE, exceptions and the return from them (D1.3).</content>
public sealed unsafe partial class Arm64Cpu
{
    private const int KernelLevel = 1;

    // Offsets from VBAR_EL1 (D1.3.1.5).
    private const ulong FromOwnStack = 0x200, FromBelow = 0x400, IrqVector = 0x80, FiqVector = 0x100;

    // PAN, UAO, F, I, A, D and the choice of the stack pointer, at their places in SPSR_EL1.
    private ulong process;

    // The stack pointers that are not in the register file at the moment.
    private ulong programStack, kernelStack;

    /// <summary>The CPU has a kernel outside, or runs a program without one: it never leaves EL0.</summary>
    private bool isProgram;

    /// <summary>The exception level, 0 or 1.</summary>
    internal int Level
    {
        get => State->Mode;
        private set => State->Mode = (byte)value;
    }

    /// <summary>PSTATE.SP: instructions use the level's own stack pointer.</summary>
    internal bool SelectsOwnStack => (process & ProcessState.OwnStack) != 0;

    /// <summary>PSTATE's F, I, A and D, from bit 0 up.</summary>
    internal ulong Masks => process >> ProcessState.MaskBit & ProcessState.AllMasks;

    /// <summary>SP_EL0.</summary>
    internal ulong ProgramStack
    {
        get => UsesKernelStack ? programStack : State->Registers[Arm64Architecture.StackPointer];
        set
        {
            if (UsesKernelStack) programStack = value;
            else State->Registers[Arm64Architecture.StackPointer] = value;
        }
    }

    /// <summary>ISR_EL1.</summary>
    internal ulong PendingInterrupts =>
        (inputs.IsAsserted(InterruptInputs.Irq) ? 1UL << 7 : 0) | (inputs.IsAsserted(InterruptInputs.Fiq) ? 1UL << 6 : 0);

    private bool UsesKernelStack => Level == KernelLevel && SelectsOwnStack;

    private ulong SavedProcessState =>
        Pstate | process | (Level == KernelLevel ? (ulong)KernelLevel << ProcessState.LevelBit : 0);

    /// <summary>A bit of PSTATE as the register of its name has it.</summary>
    internal ulong ReadProcessBit(ulong bit) => process & bit;

    /// <summary>Writes PSTATE.PAN or PSTATE.UAO.</summary>
    internal void WriteProcessBit(ulong bit, ulong value)
    {
        process = (process & ~bit) | (value & bit);
        Engine.ContextChanged();
    }

    /// <summary>Writes F, I, A and D, from bit 0 up.</summary>
    internal void WriteMasks(ulong masks)
    {
        process = (process & ~(ProcessState.AllMasks << ProcessState.MaskBit)) | masks << ProcessState.MaskBit;
        ReconsiderInterrupts();
    }

    /// <summary>Writes PSTATE.SP.</summary>
    internal void SelectStack(bool isOwn)
    {
        PutStackAway();
        process = isOwn ? process | ProcessState.OwnStack : process & ~ProcessState.OwnStack;
        TakeStack();
    }

    /// <summary>
    /// Puts the CPU, from any state, to an instruction of a kernel: EL1, translation off, all interrupts masked. Call while
    /// the CPU does not run.
    /// </summary>
    /// <param name="pc">The instruction's address.</param>
    /// <param name="argument">What x0 holds; the other registers are zero.</param>
    public void StartInKernel(ulong pc, ulong argument)
    {
        Reset();
        State->Registers[0] = argument;
        State->Pc = pc;
    }

    /// <summary>The state after power-on: EL1 at address 0. Call while the CPU does not run.</summary>
    public void Reset()
    {
        isProgram = false;
        new Span<ulong>(State->Registers, Model.Architecture.Registers.Size / sizeof(ulong)).Clear();
        ResetFloat();
        SystemRegisterTable.Reset(values);
        EnabledKeys = PointerKeys.None;
        for (int key = 0; key < AllKeys; key++) ComputeKey(key);
        programStack = kernelStack = 0;
        process = ProcessState.OwnStack | ProcessState.AllMasks << ProcessState.MaskBit;
        Level = KernelLevel;
        State->FloatEnabled = 0;
        State->ReservationWidth = 0;
        State->InstructionsRetired = 0;
        State->Pc = 0;
        PhysicalTimer.Reset();
        VirtualTimer.Reset();
        fences.Clear();
        hasStoredInstructions = false;
        translation.SystemControl = this[SystemRegisterTable.Control];
        translation.Control = 0;
        hasNewTables = true;
        SynchronizeContext();
        Engine.FlushTlb();
        Engine.ContextChanged();
    }

    /// <inheritdoc/>
    public override bool TakeInterrupt()
    {
        Interlocked.And(ref State->Requests, ~(int)CpuRequests.Interrupt);
        if (isProgram)
        {
            Kernel?.Interrupt(this);
            return true;
        }

        if (!IsDeliverable(out ulong vector)) return false;
        EnterException(vector);
        return true;
    }

    private bool IsDeliverable(out ulong vector)
    {
        vector = FiqVector;
        if (inputs.IsAsserted(InterruptInputs.Fiq) && (Masks & ProcessState.MasksFiq) == 0) return true;
        vector = IrqVector;
        return inputs.IsAsserted(InterruptInputs.Irq) && (Masks & ProcessState.MasksIrq) == 0;
    }

    // Asks the CPU to look for interrupts when one can be taken: after a change of masks.
    private void ReconsiderInterrupts()
    {
        if (IsDeliverable(out _)) Interlocked.Or(ref State->Requests, (int)CpuRequests.Interrupt);
    }

    // Takes an exception to EL1 from State->Pc, which becomes the handler's address.
    private void EnterSynchronous(ExceptionClass reason, uint syndrome, ulong? address = null)
    {
        this[SystemRegisterTable.Syndrome] = (ulong)reason << ClassBit | IsWord | syndrome;
        if (address is { } fault) this[SystemRegisterTable.FaultAddress] = fault;
        EnterException(0);
    }

    private void EnterException(ulong kind)
    {
        this[SystemRegisterTable.SavedState] = SavedProcessState;
        this[SystemRegisterTable.ReturnAddress] = State->Pc;
        ulong origin = Level == 0 ? FromBelow : SelectsOwnStack ? FromOwnStack : 0;
        ExceptionLog.Exception(this, kind, this[SystemRegisterTable.VectorBase] + origin + kind);
        PutStackAway();
        Level = KernelLevel;
        ulong control = this[SystemRegisterTable.Control];
        ulong never = (control & SystemControlBits.KeepsPan) == 0 && Has.Has.HasFlag(Arm64Features.Pan)
            ? ProcessState.NeverAccess
            : process & ProcessState.NeverAccess;
        process = ProcessState.OwnStack | ProcessState.AllMasks << ProcessState.MaskBit | never;
        if (Has.Has.HasFlag(Arm64Features.Ssbs))
            SetStateBits(
                SystemRegisters.SpeculativeStoreBypass,
                (control & SystemControlBits.SpeculativeStores) != 0 ? ulong.MaxValue : 0);
        TakeStack();
        State->Pc = this[SystemRegisterTable.VectorBase] + origin + kind;
        SynchronizeContext();
        Engine.ContextChanged();
    }

    private void ReturnFromException()
    {
        ulong saved = this[SystemRegisterTable.SavedState];
        State->ReservationWidth = 0;
        State->Pc = this[SystemRegisterTable.ReturnAddress];
        // EL0, or EL1 with either stack pointer; and AArch64.
        bool isLegal = (saved & ProcessState.Mode) is 0 or (KernelLevel << ProcessState.LevelBit)
            or ((KernelLevel << ProcessState.LevelBit) | ProcessState.OwnStack);
        PutStackAway();
        ulong kept = ProcessState.AllMasks << ProcessState.MaskBit;
        if (Has.Has.HasFlag(Arm64Features.Pan)) kept |= ProcessState.NeverAccess;
        if (Has.Has.HasFlag(Arm64Features.Uao)) kept |= ProcessState.UserOverride;
        Pstate = saved;
        ulong mode = isLegal ? saved & ProcessState.OwnStack : process & ProcessState.OwnStack;
        process = (saved & kept) | mode;
        if (isLegal) Level = (int)(saved >> ProcessState.LevelBit & 3);
        TakeStack();
        SynchronizeContext();
        Engine.ContextChanged();
        if (!isLegal || (saved & ProcessState.Illegal) != 0)
        {
            // The exception of the instruction that is returned to (D1.3.5): nothing else can come before it.
            EnterSynchronous(ExceptionClass.IllegalState, 0);
            this[SystemRegisterTable.SavedState] |= ProcessState.Illegal;
            return;
        }

        ReconsiderInterrupts();
    }

    private void PutStackAway()
    {
        ulong current = State->Registers[Arm64Architecture.StackPointer];
        if (UsesKernelStack) kernelStack = current;
        else programStack = current;
    }

    private void TakeStack() =>
        State->Registers[Arm64Architecture.StackPointer] = UsesKernelStack ? kernelStack : programStack;
}
