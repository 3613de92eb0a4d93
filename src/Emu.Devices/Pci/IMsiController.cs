namespace Emu.Devices.Pci;

/// <summary>Takes message-signalled interrupts: an IMSIC, a GIC's translation service.</summary>
public interface IMsiController
{
    /// <summary>
    /// Takes the message <paramref name="data"/> for the bus address <paramref name="address"/>; false when no interrupt
    /// file lies there. Any thread may call.
    /// </summary>
    bool Send(ulong address, uint data);
}
