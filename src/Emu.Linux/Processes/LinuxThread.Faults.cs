using Emu.Isa;
using Emu.Linux.Abi;
using Emu.Linux.Memory;
using Emu.Linux.Signals;

namespace Emu.Linux.Processes;

/// <content>Signals that an instruction of the program causes.</content>
public sealed unsafe partial class LinuxThread
{
    // si_code of SIGSEGV, SIGBUS, SIGILL and SIGTRAP (include/uapi/asm-generic/siginfo.h).
    private const int NotMapped = 1, AccessDenied = 2;
    private const int Misaligned = 1, NoSuchAddress = 2;
    private const int IllegalOpcode = 1, Breakpoint = 1;

    private CpuFault lastFault;

    /// <summary>The instruction at the pc has faulted: forces the signal that Linux sends for it.</summary>
    internal void RaiseFault(in CpuFault fault)
    {
        if (!TryDescribeFault(fault.Kind, fault.Value, out SignalInfo info)) return;
        lastFault = fault with { IsProtection = info is { Number: SignalNumber.SegmentationFault, Code: AccessDenied } };
        Force(info);
        DeliverSignals(callPc: null);
    }

    /// <summary>
    /// The signal for a fault. A misaligned access tells the address of the datum, as POSIX says, as programs expect, and as
    /// QEMU does, where Linux for some architectures tells that of the instruction. False when there was no reason for the
    /// fault any more: another thread has mapped the page meanwhile, and the instruction is made again.
    /// </summary>
    internal bool TryDescribeFault(TrapKind kind, ulong value, out SignalInfo info)
    {
        info = kind switch
        {
            TrapKind.Illegal => SignalInfo.Fault(SignalNumber.IllegalInstruction, IllegalOpcode, State->Pc),
            TrapKind.Breakpoint => SignalInfo.Fault(SignalNumber.Trap, Breakpoint, State->Pc),
            TrapKind.Misaligned => SignalInfo.Fault(SignalNumber.Bus, Misaligned, value),
            TrapKind.FetchFault => DescribePageFault(value, AccessKind.Fetch),
            TrapKind.LoadFault => DescribePageFault(value, AccessKind.Load),
            TrapKind.StoreFault => DescribePageFault(value, AccessKind.Store),
            _ => SignalInfo.Fault(SignalNumber.SegmentationFault, AccessDenied, State->Pc),
        };
        return info.Number != 0;
    }

    /// <summary>As <see cref="RaiseFault"/>, for an access of unknown kind, which cannot be made again.</summary>
    internal void RaiseLostFault(ulong address)
    {
        SignalInfo info = DescribePageFault(address, AccessKind.Store);
        lastFault = new CpuFault(TrapKind.StoreFault, 0, address) { IsProtection = info.Code == AccessDenied };
        Force(info.Number != 0 ? info : SignalInfo.Fault(SignalNumber.SegmentationFault, AccessDenied, address));
        DeliverSignals(callPc: null);
    }

    private SignalInfo DescribePageFault(ulong address, AccessKind kind)
    {
        if (!Process.Memory.IsUser(address, 1))
            return SignalInfo.Fault(SignalNumber.SegmentationFault, NotMapped, address);
        return Process.Memory.Classify(address, kind) switch
        {
            FaultKind.None => default,
            FaultKind.Protection => SignalInfo.Fault(SignalNumber.SegmentationFault, AccessDenied, address),
            FaultKind.BeyondFile => SignalInfo.Fault(SignalNumber.Bus, NoSuchAddress, address),
            _ => SignalInfo.Fault(SignalNumber.SegmentationFault, NotMapped, address),
        };
    }

    /// <summary>Sends a signal that cannot wait: where it is blocked or ignored, its default ends the process.</summary>
    private void Force(in SignalInfo info)
    {
        bool isBlocked = mask.Contains(info.Number);
        if (isBlocked || Process.SignalActions[info.Number].Handler == SignalAction.Ignore)
            Process.SignalActions.Reset(info.Number);
        if (isBlocked) mask = mask.Except(SignalSet.Of(info.Number));
        pending.AddFirst(info);
    }

    // The interpreter used a page that was taken away at that moment, and went on with another in its place.
    private void Repair(in PagePatch patch)
    {
        ulong address = patch.HostAddress - Process.Memory.Base;
        FaultKind kind = Process.Memory.Repair(address, isBeyondFile: patch.Signal == SignalNumber.Bus);
        if (kind == FaultKind.NotMapped)
            pending.AddFirst(SignalInfo.Fault(SignalNumber.SegmentationFault, NotMapped, address));
        else if (kind == FaultKind.BeyondFile)
            pending.AddFirst(SignalInfo.Fault(SignalNumber.Bus, NoSuchAddress, address));
    }
}
