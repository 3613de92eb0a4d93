namespace Emu.Devices.Virtio;

/// <summary>Where the three areas of a virtqueue lie when a legacy driver gives one address for all (virtio 1.2,
/// 2.7.2).</summary>
internal static class VirtioLegacyLayout
{
    /// <summary>Alignment of the used ring where the driver does not choose one, bytes.</summary>
    public const uint DefaultAlignment = 4096;

    private const ulong DescriptorSize = 16, AvailableWordSize = 2, AvailableWords = 3;

    /// <summary>Sets the areas of a queue whose size is set.</summary>
    /// <param name="queue">A queue that is not ready.</param>
    /// <param name="address">Bus address of the descriptor table.</param>
    /// <param name="alignment">Of the used ring, a power of two.</param>
    public static void Place(VirtQueue queue, ulong address, uint alignment)
    {
        ulong available = address + (DescriptorSize * queue.Size);
        ulong end = available + (AvailableWordSize * (AvailableWords + queue.Size));
        queue.DescriptorArea = address;
        queue.DriverArea = available;
        queue.DeviceArea = (end + alignment - 1) & ~(ulong)(alignment - 1);
    }
}
