using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Devices.Virtio;

namespace Emu.Devices.Tests.Virtio;

/// <summary>A machine with one virtio slot, and the driver's side of its registers.</summary>
internal sealed class MmioDriver : IDisposable
{
    public const ulong Ram = 0x8000_0000, RamSize = 0x40_0000, Slot = 0x1000_8000;

    private readonly AddressMap map = new();

    public MmioDriver(VirtioDevice device, bool isLegacy)
    {
        map.AddRam("ram", new(Ram), RamSize);
        Memory = new BusMemory(map);
        Transport = new VirtioMmioTransport(Lines.Line(0)) { IsLegacy = isLegacy };
        map.AddDevice(new(Slot), Transport);
        Transport.Plug(device, Memory, Loop);
    }

    public EventLoop Loop { get; } = new(new MachineClock());

    public BusMemory Memory { get; }

    public RecordingLines Lines { get; } = new();

    public VirtioMmioTransport Transport { get; }

    public void Dispose()
    {
        Loop.Dispose();
        map.Dispose();
    }

    public uint Read(ulong offset, int size = 4)
    {
        Assert.True(map.Read(new(Slot + offset), size, out ulong value));
        return (uint)value;
    }

    public ulong ReadWide(ulong offset)
    {
        Assert.True(map.Read(new(Slot + offset), 8, out ulong value));
        return value;
    }

    public void Write(ulong offset, ulong value, int size = 4) => map.Write(new(Slot + offset), size, value);

    /// <summary>Goes through the specification's start-up with all offered features but some; leaves DRIVER_OK to the
    /// caller.</summary>
    public void Begin(ulong without = 0)
    {
        if (Transport.IsLegacy) Write(0x28, 4096);
        Write(0x70, 0);
        Write(0x70, 1);
        Write(0x70, 3);
        Write(0x14, 0);
        Write(0x24, 0);
        Write(0x20, Read(0x10) & ~(uint)without);
        if (Transport.IsLegacy) return;
        Write(0x14, 1);
        Write(0x24, 1);
        Write(0x20, Read(0x10) & ~(uint)(without >> 32));
        Write(0x70, 11);
        Assert.Equal(11u, Read(0x70));
    }

    /// <summary>Enables a queue whose memory begins at an address that is a multiple of 4 KiB.</summary>
    public GuestRing EnableQueue(uint queue, ulong address, ushort size)
    {
        GuestRing ring = new(Memory, address, size);
        Write(0x30, queue);
        Write(0x38, size);
        if (Transport.IsLegacy)
        {
            Write(0x3c, 4096);
            Write(0x40, address >> 12);
            Assert.Equal((uint)(address >> 12), Read(0x40));
            return ring;
        }

        Write(0x80, ring.Descriptors, 8);
        Write(0x90, ring.Available, 8);
        Write(0xa0, ring.Used, 8);
        Write(0x44, 1);
        Assert.Equal(1u, Read(0x44));
        return ring;
    }

    public void Start() => Write(0x70, Read(0x70) | 4);

    /// <summary>Kicks a queue as a CPU does, which has no context that continuations would go to.</summary>
    public void Kick(uint queue = 0)
    {
        SynchronizationContext? context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        Write(0x50, queue);
        SynchronizationContext.SetSynchronizationContext(context);
    }

    /// <summary>Waits until the interrupt line is high.</summary>
    public void WaitForInterrupt() => Lines.WaitUntilHigh(0);
}
