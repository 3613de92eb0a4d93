using Emu.Core.Interrupts;
using Emu.Core.Memory;
using Emu.Devices.Tests;
using Emu.Guest.Arm64.Devices;

namespace Emu.Guest.Arm64.Platform.Tests.Devices;

/// <summary>A GICv2 with 64 inputs, and what a kernel does with it.</summary>
internal sealed class GicGuest
{
    private readonly RecordingLines lines = new();

    public GicGuest(int cpus) => Gic = new GicV2(
        64, [.. Enumerable.Range(0, cpus).Select(cpu => (IReadOnlyList<InterruptLine>)[lines.Line(cpu), lines.Line(100 + cpu)])],
        new PhysicalAddress(0x801_0000), () => Accessing);

    public GicV2 Gic { get; }

    /// <summary>The CPU that makes the accesses.</summary>
    public int Accessing { get; set; }

    public bool Irq(int cpu) => lines[cpu];

    public bool Fiq(int cpu) => lines[100 + cpu];

    public uint Distributor(ulong offset) => (uint)Gic.Read(offset, 4);

    public void SetDistributor(ulong offset, uint value) => Gic.Write(offset, 4, value);

    public uint Interface(int cpu, ulong offset)
    {
        Accessing = cpu;
        return (uint)Gic.Windows[0].Window.Read(offset, 4);
    }

    public void SetInterface(int cpu, ulong offset, uint value)
    {
        Accessing = cpu;
        Gic.Windows[0].Window.Write(offset, 4, value);
    }

    /// <summary>Turns on the distributor and the interfaces of all CPUs that there can be here.</summary>
    public void Open()
    {
        SetDistributor(0, 1);
        for (int cpu = 0; cpu < 4; cpu++)
        {
            SetInterface(cpu, 0x04, 0xff);
            SetInterface(cpu, 0x00, 1);
        }

        Accessing = 0;
    }

    /// <summary>Enables an interrupt of a device.</summary>
    public void Enable(int interrupt, byte target, byte priority = 0xa0)
    {
        Gic.Write(0x400 + (ulong)interrupt, 1, priority);
        Gic.Write(0x800 + (ulong)interrupt, 1, target);
        SetDistributor(0x100 + ((ulong)(interrupt / 32) * 4), 1u << (interrupt % 32));
    }

    public uint Acknowledge(int cpu) => Interface(cpu, 0x0c);

    public void End(int cpu, uint value) => SetInterface(cpu, 0x10, value);
}
