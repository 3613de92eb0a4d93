using Emu.Chardev;
using Emu.Core.Control;
using Emu.Core.Interrupts;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Devices.Flash;
using Emu.Devices.Pci;
using Emu.Isa;

namespace Emu.Machine.Boards;

/// <summary>What a board hands a device when it makes it.</summary>
public sealed class DeviceWiring
{
    /// <summary>Timers and host input.</summary>
    public required EventLoop Events { get; init; }

    /// <summary>The guest's RAM, for devices that read and write it.</summary>
    public required BusMemory Memory { get; init; }

    /// <summary>Shutdown and reset.</summary>
    public required IMachineControl Control { get; init; }

    /// <summary>What the device is connected to if it is a serial port.</summary>
    public required ICharacterBackend Serial { get; init; }

    /// <summary>Where real-time clocks take the time from.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The bus address behind the machine's RAM.</summary>
    public required PhysicalAddress RamEnd { get; init; }

    /// <summary>Opens the image of a bank of flash; null when the user has given none. The argument is the bank's
    /// number.</summary>
    public Func<int, FlashStore?> OpenFlash { get; init; } = _ => null;

    /// <summary>The device's wires to the interrupt controller, in the order of
    /// <see cref="BoardDevice.Interrupts"/>.</summary>
    public required IReadOnlyList<InterruptLine> Lines { get; init; }

    /// <summary>Where messages of PCI functions go: a device that stands before this one in the board's list; null when there is
    /// none.</summary>
    public IMsiController? MessageController { get; init; }

    /// <summary>The machine's CPUs, for a device that is wired to their outputs.</summary>
    public required IReadOnlyList<Cpu> Cpus { get; init; }

    /// <summary>For each CPU, the device's wires to it, in the order of
    /// <see cref="BoardDevice.CpuInputs"/>.</summary>
    public required IReadOnlyList<IReadOnlyList<InterruptLine>> CpuLines { get; init; }
}
