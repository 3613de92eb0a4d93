namespace Emu.Core.Memory;

/// <summary>Takes word of stores to RAM that no CPU made: the engines, which then drop code decoded from those
/// bytes.</summary>
public interface IStoreObserver
{
    /// <summary>
    /// Says that a device, firmware services or a loader has written RAM. Any thread; called after the bytes are there
    /// and before the guest is told of them.
    /// </summary>
    void NotifyStored(PhysicalAddress start, ulong length);
}
