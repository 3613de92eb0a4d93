using Emu.Devices.Pci;

namespace Emu.Devices.Tests.Pci;

/// <summary>A region that remembers the last access; a load returns its offset, and a mark.</summary>
internal sealed class RecordingRegion : IPciRegion
{
    public (uint Offset, int Size, uint Value)? LastWrite { get; set; }

    public int Reads { get; private set; }

    public uint Read(uint offset, int size)
    {
        Reads++;
        return (0xa500_0000 | offset) & (uint.MaxValue >> (32 - (8 * size)));
    }

    public void Write(uint offset, int size, uint value) => LastWrite = (offset, size, value);
}
