using Emu.Chardev;
using Emu.Core.Control;
using Emu.Core.Interrupts;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Devices;
using Emu.Devices.Flash;
using Emu.Devices.Pci;
using Emu.Isa;

namespace Emu.Machine.Boards;

/// <summary>Makes the devices of a board, puts them on the bus, and connects their interrupt wires.</summary>
internal static class BoardAssembly
{
    /// <summary>All devices of the board, in its order.</summary>
    public static IReadOnlyList<AssembledDevice> Assemble(
        Board board, AddressMap memory, BusMemory bus, IReadOnlyList<Cpu> cpus, EventLoop events,
        IMachineControl control, IReadOnlyList<ICharacterBackend> serialPorts, BoardSettings settings, TimeProvider time,
        Func<int, FlashStore?>? openFlash = null)
    {
        List<AssembledDevice> devices = [];
        IInterruptSink? controller = null;
        IMsiController? messages = null;
        List<BoardDevice> further = [.. board.FurtherSerialPorts.Take(serialPorts.Count - 1)];
        foreach (BoardDevice place in board.Devices.Concat(further))
        {
            DeviceWiring wiring = new()
            {
                Events = events,
                Memory = bus,
                Control = control,
                Serial = serialPorts[1 + further.IndexOf(place)],
                OpenFlash = openFlash ?? (_ => null),
                RamEnd = board.RamStart + settings.MemorySize,
                Time = time,
                Lines = [.. place.Interrupts.Select(input => new InterruptLine(controller!, input))],
                Cpus = cpus,
                MessageController = messages,
                CpuLines = [.. cpus.Select(cpu => Lines(board, place, cpu))],
            };
            IMmioDevice device = place.Create(wiring);
            PhysicalAddress address = new(place.Address);
            if (place.IsReadAsMemory) memory.AddRom(device.Name, address, device.WindowSize, device);
            else memory.AddDevice(address, device);
            foreach ((PhysicalAddress start, IMmioDevice window) in (device as IMultiWindowDevice)?.Windows ?? [])
                memory.AddDevice(start, window);
            if (place.IsInterruptController) controller = (IInterruptSink)device;
            messages = device as IMsiController ?? messages;
            devices.Add(new AssembledDevice(place, device, wiring.Lines, wiring.CpuLines));
        }

        return devices;
    }

    /// <summary>The inputs of a CPU that a device drives.</summary>
    public static IEnumerable<int> CpuInputs(Board board, BoardDevice place, CpuModel model) =>
        place.CpuInputs.Where(input => board.HasCpuInput(model, input));

    private static IReadOnlyList<InterruptLine> Lines(Board board, BoardDevice place, Cpu cpu) =>
        [.. CpuInputs(board, place, cpu.Model).Select(input => new InterruptLine(cpu, input))];
}
