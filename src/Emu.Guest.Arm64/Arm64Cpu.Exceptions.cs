using System.Buffers.Binary;
using Emu.Isa;

namespace Emu.Guest.Arm64;

/// <content>Exceptions, which the kernel outside gets, or the one at EL1.</content>
public sealed unsafe partial class Arm64Cpu
{
    // ESR_EL1: the class, IL for an instruction of 32 bits, and in data aborts WnR and a translation fault of level 3.
    private const int ClassBit = 26;

    private const uint IsWord = 1 << 25, IsWrite = 1 << 6, IsMaintenance = 1 << 8, TranslationFault = 7;

    private const uint ExternalAbort = 0x10, AlignmentFault = 0x21;

    // The condition field of an instruction that has none (D17.2.37).
    private const uint AnyCondition = 1 << 24 | 14 << 20;

    /// <inheritdoc/>
    public override void RaiseAccessFault(AccessKind kind, ulong address)
    {
        if (!isProgram)
        {
            RaiseAbort(kind, address, ExternalAbort);
            return;
        }

        switch (kind)
        {
            case AccessKind.Fetch:
                Raise(TrapKind.FetchFault, ExceptionClass.InstructionAbort, TranslationFault, address);
                break;
            case AccessKind.Load:
                Raise(TrapKind.LoadFault, ExceptionClass.DataAbort, TranslationFault, WithoutTag(address));
                break;
            default:
                Raise(TrapKind.StoreFault, ExceptionClass.DataAbort, TranslationFault | IsWrite, WithoutTag(address));
                break;
        }
    }

    /// <inheritdoc/>
    public override void RaiseMisaligned(AccessKind kind, ulong address)
    {
        if (kind == AccessKind.Fetch) Raise(TrapKind.Misaligned, ExceptionClass.PcAlignment, 0, address);
        else if (!isProgram) RaiseAbort(kind, address, AlignmentFault);
        else
        {
            uint write = kind == AccessKind.Store ? IsWrite : 0;
            Raise(TrapKind.Misaligned, ExceptionClass.DataAbort, AlignmentFault | write, address);
        }
    }

    /// <summary>Raises the exception of an instruction that does not exist, or is not allowed now. Where it is allowed but for
    /// CPACR_EL1 or SCTLR_EL1, that is trapped.</summary>
    public override void RaiseIllegal(uint raw)
    {
        if (!isProgram && SystemRegisters.IsZeroBlock(raw) && !MayZeroBlocks) RaiseSystemTrap(raw);
        else if (!isProgram && State->FloatEnabled == 0 && Exists(raw)) EnterSynchronous(ExceptionClass.FloatTrap, AnyCondition);
        else RaiseUndefined(raw);
    }

    private void RaiseUndefined(uint raw) => Raise(TrapKind.Illegal, ExceptionClass.Unknown, 0, raw);

    private bool Exists(uint raw)
    {
        Span<byte> code = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(code, raw);
        Model.Isa.Decode(code, out DecodedInstruction instruction);
        return instruction.Operation != DecodedInstruction.Illegal;
    }

    // An abort taken to EL1.
    private void RaiseAbort(AccessKind kind, ulong address, uint status)
    {
        bool isFetch = kind == AccessKind.Fetch;
        ExceptionClass reason = isFetch ? ExceptionClass.InstructionAbort : ExceptionClass.DataAbort;
        if (Level == KernelLevel) reason++;
        if (!isFetch && (kind == AccessKind.Store || isMaintenance)) status |= IsWrite;
        if (isMaintenance) status |= IsMaintenance;
        EnterSynchronous(reason, status, address);
    }

    // An access to a system register, or a system instruction, that EL1 does not allow EL0 (ISS of 0x18).
    private void RaiseSystemTrap(uint raw)
    {
        uint syndrome = (raw >> 19 & 3) << 20 | (raw >> 5 & 7) << 17 | (raw >> 16 & 7) << 14 | (raw >> 12 & 15) << 10
            | (raw & 31) << 5 | (raw >> 8 & 15) << 1 | (raw >> 21 & 1);
        EnterSynchronous(ExceptionClass.SystemTrap, syndrome);
    }

    private void Raise(TrapKind kind, ExceptionClass reason, uint syndrome, ulong value)
    {
        if (!isProgram)
        {
            EnterSynchronous(reason, syndrome, kind == TrapKind.Misaligned ? value : null);
            return;
        }

        if (Kernel is { } kernel)
        {
            kernel.Trap(this, kind, (uint)reason << ClassBit | IsWord | syndrome, value);
            return;
        }

        Fault = (kind, value);
        Request(CpuRequests.Stop);
    }

    /// <summary>Why a CPU without a kernel has stopped; null while it has not.</summary>
    public (TrapKind Kind, ulong Value)? Fault { get; set; }
}
