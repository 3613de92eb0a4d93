namespace Emu.Devices.Pci;

/// <summary>
/// What a base address register makes visible: registers of a function. Any CPU's thread calls it at any time; it does
/// its own locking.
/// </summary>
public interface IPciRegion
{
    /// <summary>Reads 1, 2 or 4 bytes, naturally aligned, at an offset below the region's size; zero-extended.</summary>
    uint Read(uint offset, int size);

    /// <summary>Writes 1, 2 or 4 bytes, naturally aligned, at an offset below the region's size.</summary>
    void Write(uint offset, int size, uint value);
}
