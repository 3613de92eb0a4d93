using Emu.Core.Memory;

namespace Emu.Core.DeviceTree;

/// <summary>An entry of the memory reservation block: <paramref name="Size"/> bytes from
/// <paramref name="Address"/>.</summary>
public readonly record struct DeviceTreeReservation(PhysicalAddress Address, ulong Size);
