namespace Emu.Devices.Virtio;

/// <summary>How a virtio device reaches its driver: the bus that it is plugged into. Any thread may call; calls return at
/// once.</summary>
public interface IVirtioTransport
{
    /// <summary>Sends a used buffer notification (virtio 1.2, 2.3): interrupts the driver for one queue.</summary>
    void RaiseQueue(int queue);

    /// <summary>Sends a configuration change notification: the configuration space or the device status has
    /// changed.</summary>
    void RaiseConfiguration();

    /// <summary>The driver can reset a single queue through this transport.</summary>
    bool CanResetQueues => false;
}
