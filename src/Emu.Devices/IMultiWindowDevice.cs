using Emu.Core.Memory;

namespace Emu.Devices;

/// <summary>A device that answers at further ranges of the bus, besides the one at which the board puts it.</summary>
public interface IMultiWindowDevice : IMmioDevice
{
    /// <summary>The further ranges. Fixed from the device's making on.</summary>
    IReadOnlyList<(PhysicalAddress Address, IMmioDevice Window)> Windows { get; }
}
