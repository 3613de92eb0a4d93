using Emu.Core.Memory;
using Emu.Isa;
using Emu.Machine.Firmware;

namespace Emu.Machine.Boot;

/// <summary>How the CPUs start once everything is loaded.</summary>
/// <param name="Entry">The first instruction.</param>
/// <param name="DeviceTree">Where the device tree lies.</param>
/// <param name="UsesBuiltInFirmware">The firmware inside the emulator serves the CPUs' calls; the guest starts all CPUs but
/// the first.</param>
public sealed record BootState(PhysicalAddress Entry, PhysicalAddress DeviceTree, bool UsesBuiltInFirmware)
{
    /// <summary>Puts a CPU to its first instruction; null when it begins where it does after a reset.</summary>
    public Action<Cpu>? Start { get; init; }

    /// <summary>Opens the port through which the loaded program calls the host, until the machine is reset or ends; null when
    /// it has none.</summary>
    public Func<MachineServices, IDisposable>? OpenHostPort { get; init; }
}
