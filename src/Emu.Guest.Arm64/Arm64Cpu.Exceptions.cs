using Emu.Isa;

namespace Emu.Guest.Arm64;

/// <content>Exceptions, which the kernel outside gets.</content>
public sealed unsafe partial class Arm64Cpu
{
    // ESR_EL1: the class, IL for an instruction of 32 bits, and in data aborts WnR and a translation fault of level 3.
    private const int ClassBit = 26;

    private const uint IsWord = 1 << 25, IsWrite = 1 << 6, TranslationFault = 7;

    /// <inheritdoc/>
    public override void RaiseAccessFault(AccessKind kind, ulong address)
    {
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
        const uint alignmentFault = 0x21;
        if (kind == AccessKind.Fetch) Raise(TrapKind.Misaligned, ExceptionClass.PcAlignment, 0, address);
        else
        {
            uint write = kind == AccessKind.Store ? IsWrite : 0;
            Raise(TrapKind.Misaligned, ExceptionClass.DataAbort, alignmentFault | write, address);
        }
    }

    /// <inheritdoc/>
    public override void RaiseIllegal(uint raw) => Raise(TrapKind.Illegal, ExceptionClass.Unknown, 0, raw);

    private void Raise(TrapKind kind, ExceptionClass reason, uint syndrome, ulong value)
    {
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
