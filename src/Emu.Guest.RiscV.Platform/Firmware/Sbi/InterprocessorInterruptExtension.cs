using Emu.Machine.Cpus;

namespace Emu.Guest.RiscV.Firmware.Sbi;

/// <summary>IPI extension "sPI" (SBI specification 2.0, chapter 7): supervisor software interrupts to other
/// harts.</summary>
internal sealed class InterprocessorInterruptExtension(SbiMachine machine) : ISbiExtension
{
    private const ulong SendIpi = 0;
    private const int SupervisorSoftwareInput = 1;

    public ulong Id => 0x735049;

    public SbiResult Call(SbiCall call)
    {
        if (call.Function != SendIpi) return SbiError.NotSupported;
        if (machine.Select(call.Argument(0), call.Argument(1)) is not { } harts) return SbiError.InvalidParameter;
        foreach (CpuThread each in harts) each.Cpu.SetLevel(SupervisorSoftwareInput, asserted: true);
        return SbiResult.Success;
    }
}
