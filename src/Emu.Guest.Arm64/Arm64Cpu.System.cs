using Emu.Core.Memory;
using Emu.Guest.Arm64.Privileged;
using Emu.Host;
using Emu.Isa;

namespace Emu.Guest.Arm64;

/// <content>Instructions that are the CPU's: calls, returns, waits, system registers, caches.</content>
public sealed unsafe partial class Arm64Cpu
{
    /// <summary>CTR_EL0: lines of 64 bytes, and stores that become instructions are to be announced.</summary>
    internal const ulong CacheType = 0x8444_c004;

    // DCZID_EL0: 64 bytes.
    private const ulong ZeroBlockSize = 4;

    private bool hasStoredInstructions;

    /// <summary>Serves HVC, or SMC, of EL1 in the emulator; null makes them undefined. Set before the CPU runs.</summary>
    public IFirmwareCalls? Firmware { get; set; }

    private ulong StateBitsOfModel =>
        (Has.Has.HasFlag(Arm64Features.Dit) ? SystemRegisters.DataIndependentTiming : 0)
        | (Has.Has.HasFlag(Arm64Features.Ssbs) ? SystemRegisters.SpeculativeStoreBypass : 0);

    /// <summary>Sleeps until an interrupt comes, masked or not, or the CPU has to do something awake. On its own
    /// thread.</summary>
    public void WaitForInterrupt()
    {
        Engine.WaitBegins();
        inputs.WaitForInterrupt();
        Engine.WaitEnds();
    }

    /// <inheritdoc/>
    public override bool Execute(uint operation, ulong first, ulong second, uint raw, out ulong result)
    {
        result = 0;
        switch ((SystemOperation)operation)
        {
            case SystemOperation.SupervisorCall:
                // The call is behind when it is taken, but a kernel outside wants to see it.
                if (!isProgram) State->Pc += sizeof(uint);
                Raise(TrapKind.SystemCall, ExceptionClass.SupervisorCall, raw >> 5 & 0xffff, 0);
                return false;
            case SystemOperation.Breakpoint:
                Raise(TrapKind.Breakpoint, ExceptionClass.Breakpoint, raw >> 5 & 0xffff, State->Pc);
                return false;
            case SystemOperation.ReadRegister when isProgram:
                if (TryRead(SystemRegisters.NumberIn(raw), out result)) break;
                RaiseUndefined(raw);
                return false;
            case SystemOperation.ReadRegister:
                if (TryAccess(SystemRegisters.NumberIn(raw), RegisterAccess.Read, 0, raw, out result)) break;
                return false;
            case SystemOperation.WriteRegister when isProgram:
                result = first;
                if (TryWrite(SystemRegisters.NumberIn(raw), first)) break;
                RaiseUndefined(raw);
                return false;
            case SystemOperation.WriteRegister:
                result = first;
                if (TryAccess(SystemRegisters.NumberIn(raw), RegisterAccess.Write, first, raw, out _)) break;
                return false;
            case SystemOperation.WriteField when isProgram:
                if (TryWrite(SystemRegisters.FieldIn(raw), (first & 1) != 0 ? ulong.MaxValue : 0)) break;
                RaiseUndefined(raw);
                return false;
            case SystemOperation.WriteField:
                if (TryWriteField(first, raw)) break;
                return false;
            case SystemOperation.SynchronizeInstructions:
                AwaitFences();
                SynchronizeContext();
                if (hasStoredInstructions) SynchronizeInstructions();
                break;
            case SystemOperation.InvalidateInstructions:
                if (!TryMaintain(first, raw)) return false;
                hasStoredInstructions = true;
                break;
            case SystemOperation.CleanData:
                if (!TryMaintain(first, raw)) return false;
                break;
            case SystemOperation.ClearExclusive:
                State->ReservationWidth = 0;
                break;
            case SystemOperation.RandomNumber:
                result = RandomNumber();
                break;
            case SystemOperation.LoadAsUser:
                return AccessAsUser(load: true, first, (int)second, ref result);
            case SystemOperation.StoreAsUser:
                result = second;
                return AccessAsUser(load: false, first, 1 << (int)(raw >> 30), ref result);
            case SystemOperation.WaitForEvent:
                return Wait(SystemControlBits.UserWaitsForEvents, 1);
            case SystemOperation.WaitForInterrupt:
                return Wait(SystemControlBits.UserWaits, 0);
            case SystemOperation.HypervisorCall or SystemOperation.SecureMonitorCall
                when Level == KernelLevel && Firmware is { } firmware
                    && firmware.UsesSecureMonitor == ((SystemOperation)operation == SystemOperation.SecureMonitorCall):
                State->Pc += sizeof(uint);
                firmware.Call(this);
                return true;
            case SystemOperation.ExceptionReturn when Level == KernelLevel && !isProgram:
                ReturnFromException();
                return true;
            case SystemOperation.SystemInstruction when Level == KernelLevel && !isProgram && TryMaintainSystem(raw, first):
                break;
            default:
                RaiseUndefined(raw);
                return false;
        }

        State->Pc += sizeof(uint);
        return true;
    }

    // The host's kernel is asked: the library's generator loads OpenSSL.
    private static ulong RandomNumber() => BitConverter.ToUInt64(HostRandom.Bytes(sizeof(ulong)));

    private void SynchronizeInstructions()
    {
        hasStoredInstructions = false;
        if (Kernel is { } kernel)
        {
            kernel.FlushInstructions(this);
            return;
        }

        Engine.FenceInstructions();
        foreach (Arm64Cpu other in Others) fences.Add((other, other.Engine.RequestFence(null, instructions: true)));
        AwaitFences();
    }

    // An instruction that maintains caches by address: at EL0 where EL1 lets it, and where the address may be read.
    private bool TryMaintain(ulong address, uint raw)
    {
        if (isProgram) return Translate(new VirtualAddress(address), AccessKind.Load, out _);
        if (!Allows(SystemControlBits.UserCleans))
        {
            RaiseSystemTrap(raw);
            return false;
        }

        isMaintenance = true;
        bool isMapped = Translate(new VirtualAddress(address), AccessKind.Load, out _);
        isMaintenance = false;
        return isMapped;
    }

    // SYS at EL1. False when there is no such instruction.
    private bool TryMaintainSystem(uint raw, ulong operand)
    {
        (int op1, int crn, int crm, int op2) = ((int)(raw >> 16 & 7), (int)(raw >> 12 & 15), (int)(raw >> 8 & 15), (int)(raw >> 5 & 7));
        switch (op1, crn, crm, op2)
        {
            case (0, 8, _, _):
                return TryInvalidateTranslations(crm, op2, operand);
            case (0, 7, 1 or 5, 0):
                // IC IALLUIS and IC IALLU.
                hasStoredInstructions = true;
                return true;
            case (0, 7, 6, 1 or 2) or (0, 7, 10 or 14, 2):
                // DC IVAC and those by set and way: there are no caches.
                return true;
            case (0, 7, 8, <= 3):
                TranslateFor(operand, (op2 & 1) != 0 ? AccessKind.Store : AccessKind.Load, isUser: op2 >= 2, heedsNever: false);
                return true;
            case (0, 7, 9, <= 1) when Has.Has.HasFlag(Arm64Features.Pan):
                TranslateFor(operand, op2 != 0 ? AccessKind.Store : AccessKind.Load, isUser: false, heedsNever: true);
                return true;
            default:
                return false;
        }
    }

    // MSR of a constant. False when the exception has been raised.
    private bool TryWriteField(ulong value, uint raw)
    {
        int field = SystemRegisters.FieldIn(raw);
        ulong operand = field switch
        {
            SystemRegisters.Daif => (SystemRegisters.ClearsField(raw) ? Masks & ~value : Masks | value) << ProcessState.MaskBit,
            SystemRegisters.SpSel => value & 1,
            _ => (value & 1) != 0 ? ulong.MaxValue : 0,
        };
        return TryAccess(field, RegisterAccess.Write, operand, raw, out _);
    }

    private bool AccessAsUser(bool load, ulong address, int size, ref ulong value)
    {
        bool isUser = Level == 0 || (process & ProcessState.UserOverride) == 0;
        int context = isUser ? Arm64Architecture.ProgramContext : DataContext;
        isUserAccess = isUser;
        bool isDone = load
            ? Engine.LoadIn(context, address, size, out value)
            : Engine.StoreIn(context, address, size, value);
        isUserAccess = false;
        if (isDone) State->Pc += sizeof(uint);
        return isDone;
    }

    // WFI and WFE. False when EL1 does not let EL0 wait.
    private bool Wait(ulong gate, uint syndrome)
    {
        bool waits = syndrome == 0 && !isProgram;
        if (!isProgram && !Allows(gate))
        {
            EnterSynchronous(ExceptionClass.Wait, AnyCondition | syndrome);
            return false;
        }

        State->Pc += sizeof(uint);
        if (!waits)
        {
            Thread.Yield();
            return true;
        }

        WaitForInterrupt();
        return true;
    }

    private bool TryRead(int register, out ulong value)
    {
        switch (register)
        {
            case SystemRegisters.Fpcr:
                value = Fpcr;
                return true;
            case SystemRegisters.Fpsr:
                value = Fpsr;
                return true;
            case SystemRegisters.CtrEl0:
                value = CacheType;
                return true;
            case SystemRegisters.DczidEl0:
                value = ZeroBlockSize;
                return true;
            case SystemRegisters.CntfrqEl0:
                value = GenericTimer.Frequency;
                return true;
            case SystemRegisters.CntvctEl0:
                value = GenericTimer.Count(clock);
                return true;
            case SystemRegisters.TpidrroEl0:
                value = 0;
                return true;
            case SystemRegisters.Dit when Has.Has.HasFlag(Arm64Features.Dit):
                value = ReadStateBits(SystemRegisters.DataIndependentTiming);
                return true;
            case SystemRegisters.Ssbs when Has.Has.HasFlag(Arm64Features.Ssbs):
                value = ReadStateBits(SystemRegisters.SpeculativeStoreBypass);
                return true;
            default:
                return IdentificationRegisters.TryRead(register, Has, out value);
        }
    }

    private bool TryWrite(int register, ulong value)
    {
        switch (register)
        {
            case SystemRegisters.Fpcr:
                Fpcr = (uint)value;
                return true;
            case SystemRegisters.Fpsr:
                Fpsr = (uint)value;
                return true;
            case SystemRegisters.Dit when Has.Has.HasFlag(Arm64Features.Dit):
                SetStateBits(SystemRegisters.DataIndependentTiming, value);
                return true;
            case SystemRegisters.Ssbs when Has.Has.HasFlag(Arm64Features.Ssbs):
                SetStateBits(SystemRegisters.SpeculativeStoreBypass, value);
                return true;
            default:
                return false;
        }
    }

    internal void SetStateBits(ulong mask, ulong value)
    {
        ref ulong bits = ref State->Registers[Arm64Architecture.StateBits];
        bits = (bits & ~mask) | (value & mask);
    }
}
