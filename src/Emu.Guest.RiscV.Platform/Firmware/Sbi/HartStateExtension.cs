using Emu.Core.Memory;
using Emu.Guest.RiscV.Privileged;
using Emu.Machine.Cpus;

namespace Emu.Guest.RiscV.Firmware.Sbi;

/// <summary>Hart state management extension "HSM" (SBI specification 2.0, chapter 9).</summary>
/// <remarks>Invariant of the unsafe code: states are those of the machine's harts, each touched on its own hart's
/// thread, and are freed after all threads have ended.</remarks>
internal sealed unsafe class HartStateExtension(SbiMachine machine, TimeExtension time) : ISbiExtension
{
    private const ulong HartStart = 0, HartStop = 1, HartGetStatus = 2, HartSuspend = 3;
    private const uint RetentiveSuspend = 0, NonRetentiveSuspend = 0x80000000;
    private const uint WaitForInterrupt = 0x10500073;
    private const int StatusCsr = 0x100, TranslationCsr = 0x180;
    private const ulong InterruptEnable = 1 << 1;

    public ulong Id => 0x48534d;

    public SbiResult Call(SbiCall call) => call.Function switch
    {
        HartStart => Start(call.Argument(0), call.Argument(1), call.Argument(2)),
        HartStop => Stop(call.Hart),
        HartGetStatus => Find(call.Argument(0)) is { } thread
            ? new SbiResult(SbiError.Success, (ulong)StatusOf(thread))
            : SbiError.InvalidParameter,
        HartSuspend => Suspend(call.Hart, (uint)call.Argument(0), call.Argument(1), call.Argument(2)),
        _ => SbiError.NotSupported,
    };

    private SbiResult Start(ulong id, ulong address, ulong opaque)
    {
        if (Find(id) is not { } thread) return SbiError.InvalidParameter;
        if (!CanStartAt(address)) return SbiError.InvalidAddress;
        return thread.TryStart(cpu => ((Hart)cpu).StartInSupervisorMode(address, (ulong)cpu.Id, opaque))
            ? SbiResult.Success
            : SbiError.AlreadyAvailable;
    }

    private SbiResult Stop(Hart hart)
    {
        time.Cancel(hart);
        machine.Cpus[hart.Id].StopItself();
        return SbiResult.Success;
    }

    /// <summary>
    /// Suspending is waiting for an interrupt that is enabled. A non-retentive suspend loses the hart's state: it goes on like a
    /// hart that was started, but what has woken it stays pending.
    /// </summary>
    private SbiResult Suspend(Hart hart, uint type, ulong address, ulong opaque)
    {
        if (type is not (RetentiveSuspend or NonRetentiveSuspend)) return SbiError.InvalidParameter;
        if (type == NonRetentiveSuspend && !CanStartAt(address)) return SbiError.InvalidAddress;
        CpuThread thread = machine.Cpus[hart.Id];
        thread.IsSuspended = true;
        // The pc is past the call already, and stays there.
        hart.State->Pc -= 4;
        hart.Execute((uint)SystemOperation.WaitForInterrupt, 0, 0, WaitForInterrupt, out _);
        thread.IsSuspended = false;
        return type == NonRetentiveSuspend ? Resume(hart, address, opaque) : SbiResult.Success;
    }

    /// <summary>Physical addressing, interrupts off, at the address, with the hart's id in a0 and the argument in
    /// a1.</summary>
    private static SbiResult Resume(Hart hart, ulong address, ulong opaque)
    {
        hart.AccessCsr(TranslationCsr, CsrOperation.Write, 0, reads: false, writes: true, raw: 0, out _);
        hart.AccessCsr(
            StatusCsr, CsrOperation.Clear, InterruptEnable, reads: false, writes: true, raw: 0, out _);
        hart.State->Pc = address;
        return new SbiResult((SbiError)hart.Id, opaque);
    }

    private static HartStatus StatusOf(CpuThread thread) => thread.Status switch
    {
        CpuStatus.Started => HartStatus.Started,
        CpuStatus.Stopped => HartStatus.Stopped,
        CpuStatus.StartPending => HartStatus.StartPending,
        CpuStatus.StopPending => HartStatus.StopPending,
        _ => HartStatus.Suspended,
    };

    private bool CanStartAt(ulong address) =>
        (address & 1) == 0 && machine.Memory.Find(new PhysicalAddress(address)) is { Host: not null };

    private CpuThread? Find(ulong id) => id < (ulong)machine.Cpus.Count ? machine.Cpus[(int)id] : null;
}
