using Emu.Core.Memory;
using Emu.Host;
using Emu.Isa;

namespace Emu.Guest.Arm64;

/// <content>Instructions that are the CPU's: calls of the kernel, system registers, caches.</content>
public sealed unsafe partial class Arm64Cpu
{
    // 62.5 MHz, as QEMU's programs see it.
    private const ulong CounterFrequency = 62_500_000, NanosecondsPerCount = 1_000_000_000 / CounterFrequency;

    // CTR_EL0: lines of 64 bytes, and stores that become instructions are to be announced. DCZID_EL0: 64 bytes.
    private const ulong CacheType = 0x8444_c004, ZeroBlockSize = 4;

    private bool hasStoredInstructions;

    private ulong StateBitsOfModel =>
        (Has.Has.HasFlag(Arm64Features.Dit) ? SystemRegisters.DataIndependentTiming : 0)
        | (Has.Has.HasFlag(Arm64Features.Ssbs) ? SystemRegisters.SpeculativeStoreBypass : 0);

    /// <inheritdoc/>
    public override bool Execute(uint operation, ulong first, ulong second, uint raw, out ulong result)
    {
        result = 0;
        switch ((SystemOperation)operation)
        {
            case SystemOperation.SupervisorCall:
                Raise(TrapKind.SystemCall, ExceptionClass.SupervisorCall, raw >> 5 & 0xffff, 0);
                return false;
            case SystemOperation.Breakpoint:
                Raise(TrapKind.Breakpoint, ExceptionClass.Breakpoint, raw >> 5 & 0xffff, State->Pc);
                return false;
            case SystemOperation.ReadRegister when TryRead(SystemRegisters.NumberIn(raw), out result):
                break;
            case SystemOperation.WriteRegister when TryWrite(SystemRegisters.NumberIn(raw), first):
                result = first;
                break;
            case SystemOperation.WriteField when TryWrite(SystemRegisters.FieldIn(raw), (first & 1) != 0 ? ulong.MaxValue : 0):
                break;
            case SystemOperation.SynchronizeInstructions:
                if (hasStoredInstructions) SynchronizeInstructions();
                break;
            case SystemOperation.InvalidateInstructions:
                if (!Translate(new VirtualAddress(first), AccessKind.Load, out _)) return false;
                hasStoredInstructions = true;
                break;
            case SystemOperation.CleanData:
                if (!Translate(new VirtualAddress(first), AccessKind.Load, out _)) return false;
                break;
            case SystemOperation.ClearExclusive:
                State->ReservationWidth = 0;
                break;
            case SystemOperation.RandomNumber:
                result = RandomNumber();
                break;
            default:
                RaiseIllegal(raw);
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
        if (Kernel is { } kernel) kernel.FlushInstructions(this);
        else Engine.FenceInstructions();
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
                value = CounterFrequency;
                return true;
            case SystemRegisters.CntvctEl0:
                value = clock.Nanoseconds / NanosecondsPerCount;
                return true;
            case SystemRegisters.TpidrroEl0:
                value = 0;
                return true;
            case SystemRegisters.Dit when Has.Has.HasFlag(Arm64Features.Dit):
                value = State->Registers[Arm64Architecture.StateBits] & SystemRegisters.DataIndependentTiming;
                return true;
            case SystemRegisters.Ssbs when Has.Has.HasFlag(Arm64Features.Ssbs):
                value = State->Registers[Arm64Architecture.StateBits] & SystemRegisters.SpeculativeStoreBypass;
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

    private void SetStateBits(ulong mask, ulong value)
    {
        ref ulong bits = ref State->Registers[Arm64Architecture.StateBits];
        bits = (bits & ~mask) | (value & mask);
    }
}
