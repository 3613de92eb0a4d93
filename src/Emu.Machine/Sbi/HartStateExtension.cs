using Emu.Core.Memory;
using Emu.Isa.RiscV;
using Emu.Isa.RiscV.Privileged;

namespace Emu.Machine.Sbi;

/// <summary>Hart state management extension "HSM" (SBI specification 2.0, chapter 9).</summary>
internal sealed unsafe class HartStateExtension(SbiMachine machine, TimeExtension time) : ISbiExtension
{
    private const ulong HartStart = 0, HartStop = 1, HartGetStatus = 2, HartSuspend = 3;
    private const uint RetentiveSuspend = 0, NonRetentiveSuspend = 0x80000000;
    private const uint WaitForInterrupt = 0x10500073;

    public ulong Id => 0x48534d;

    public SbiResult Call(SbiCall call) => call.Function switch
    {
        HartStart => Start(call.Argument(0), call.Argument(1), call.Argument(2)),
        HartStop => Stop(call.Hart),
        HartGetStatus => Find(call.Argument(0)) is { } thread
            ? new SbiResult(SbiError.Success, (ulong)thread.Status)
            : SbiError.InvalidParameter,
        HartSuspend => Suspend(call.Hart, (uint)call.Argument(0)),
        _ => SbiError.NotSupported,
    };

    private SbiResult Start(ulong id, ulong address, ulong opaque)
    {
        if (Find(id) is not { } thread) return SbiError.InvalidParameter;
        if ((address & 1) != 0) return SbiError.InvalidAddress;
        if (machine.Memory.Find(new PhysicalAddress(address)) is not { Host: not null }) return SbiError.InvalidAddress;
        return thread.TryStart(address, opaque) ? SbiResult.Success : SbiError.AlreadyAvailable;
    }

    private SbiResult Stop(Hart hart)
    {
        time.Cancel(hart);
        machine.Harts[hart.Id].StopItself();
        return SbiResult.Success;
    }

    /// <summary>
    /// Suspending with all state retained is waiting for an interrupt. Suspending without would gain nothing here.
    /// </summary>
    private SbiResult Suspend(Hart hart, uint type)
    {
        if (type == NonRetentiveSuspend) return SbiError.NotSupported;
        if (type != RetentiveSuspend) return SbiError.InvalidParameter;
        HartThread thread = machine.Harts[hart.Id];
        thread.IsSuspended = true;
        // The pc is past the call already, and stays there.
        hart.State->Pc -= 4;
        hart.Execute(SystemOperation.WaitForInterrupt, 0, 0, WaitForInterrupt);
        thread.IsSuspended = false;
        return SbiResult.Success;
    }

    private HartThread? Find(ulong id) => id < (ulong)machine.Harts.Count ? machine.Harts[(int)id] : null;
}
