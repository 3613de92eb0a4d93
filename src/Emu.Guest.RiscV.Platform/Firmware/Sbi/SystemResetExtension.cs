using Emu.Guest.RiscV.Privileged;

namespace Emu.Guest.RiscV.Firmware.Sbi;

/// <summary>System reset extension "SRST" (SBI specification 2.0, chapter 10).</summary>
internal sealed class SystemResetExtension(SbiMachine machine) : ISbiExtension
{
    private const ulong SystemReset = 0;
    private const uint Shutdown = 0, ColdReboot = 1, WarmReboot = 2;
    private const uint NoReason = 0, SystemFailure = 1;

    public ulong Id => 0x53525354;

    public SbiResult Call(SbiCall call)
    {
        if (call.Function != SystemReset) return SbiError.NotSupported;
        uint type = (uint)call.Argument(0), reason = (uint)call.Argument(1);
        if (reason is not (NoReason or SystemFailure)) return SbiError.InvalidParameter;
        if (type == Shutdown) PowerOff(call.Hart, reason == NoReason ? 0 : 1);
        else if (type is ColdReboot or WarmReboot) Reboot(call.Hart);
        else return SbiError.InvalidParameter;
        return SbiResult.Success;
    }

    /// <summary>Ends the machine; the calling hart executes nothing more.</summary>
    public void PowerOff(Hart hart, int status)
    {
        machine.Control.RequestShutdown(status);
        machine.Cpus[hart.Id].RequestStop();
    }

    private void Reboot(Hart hart)
    {
        machine.Control.RequestReset();
        machine.Cpus[hart.Id].RequestStop();
    }
}
