using Emu.Core.Memory;

namespace Emu.Devices;

/// <summary>A device that keeps something on the host which the guest believes to be stored.</summary>
public interface IHostBackedDevice : IMmioDevice
{
    /// <summary>Returns when the host has all that the guest has stored. The CPUs stand still, and the caller holds no
    /// lock.</summary>
    void Flush();
}
