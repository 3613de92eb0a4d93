using Emu.Core.Memory;
using Emu.Guest.RiscV;

namespace Emu.Machine.Boot;

/// <summary>How the CPUs start once everything is loaded.</summary>
/// <param name="Entry">The first instruction.</param>
/// <param name="Mode">Machine mode, or supervisor mode above the built-in SBI.</param>
/// <param name="DeviceTree">Where the device tree lies, which a supervisor-mode kernel gets in a1.</param>
/// <param name="ToHost">HTIF's <c>tohost</c>, when a program that has it was loaded.</param>
/// <param name="FromHost">HTIF's <c>fromhost</c>.</param>
public readonly record struct BootState(
    PhysicalAddress Entry, PrivilegeMode Mode, PhysicalAddress DeviceTree, PhysicalAddress? ToHost,
    PhysicalAddress? FromHost);
