namespace Emu.Core.Memory;

/// <summary>
/// A device whose window is memory for loads: <see cref="AddressMap.AddRom"/> hands it the region it lies in.
/// </summary>
public interface IMemoryBackedDevice : IMmioDevice
{
    /// <summary>Called once, before any CPU runs.</summary>
    void Attach(MemoryRegion region);
}
