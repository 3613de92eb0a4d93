using Emu.Devices.Pci;

namespace Emu.Devices.Tests.Pci;

/// <summary>A function with a region of each kind; each remembers what it was asked.</summary>
internal sealed class TestFunction : PciDevice
{
    public TestFunction(string name = "test", int vectors = 3)
        : base(new PciIdentity(0x1234, 0x5678, 0xff_0000, 1, 0x1af4, 0x1100), isExpress: false, usesInterruptPin: true)
    {
        Name = name;
        AddBar(0, PciBarKind.Io, 32, Io);
        AddMsix(vectors, bar: 1);
        AddBar(4, PciBarKind.Prefetchable64, 0x4000, Memory);
    }

    public override string Name { get; }

    public RecordingRegion Io { get; } = new();

    public RecordingRegion Memory { get; } = new();
}
