using System.Diagnostics;
using Emu.Chardev;
using Emu.Core.Control;
using Emu.Core.Interrupts;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Devices;
using Emu.Devices.Flash;
using Emu.Guest.RiscV;
using Emu.Guest.RiscV.Privileged;

namespace Emu.Machine.Boards;

/// <summary>Makes the devices of a board, puts them on the bus, and connects their interrupt wires.</summary>
internal static class BoardAssembly
{
    private const int SupervisorInputs = 1 << 1 | 1 << 5 | 1 << 9;

    /// <summary>All devices of the board, in its order.</summary>
    public static IReadOnlyList<AssembledDevice> Assemble(
        Board board, AddressMap memory, BusMemory bus, IReadOnlyList<Hart> cpus, EventLoop events,
        IMachineControl control, IReadOnlyList<ICharacterBackend> serialPorts, MachineOptions options,
        Func<int, FlashStore?>? openFlash = null)
    {
        List<AssembledDevice> devices = [];
        IInterruptSink? controller = null;
        List<BoardDevice> further = [.. board.FurtherSerialPorts.Take(serialPorts.Count - 1)];
        foreach (BoardDevice place in board.Devices.Concat(further))
        {
            IMmioDevice device = place.Create(new DeviceWiring()
            {
                Events = events,
                Memory = bus,
                Control = control,
                Serial = serialPorts[1 + further.IndexOf(place)],
                OpenFlash = openFlash ?? (_ => null),
                RamEnd = board.RamStart + options.MemorySize,
                Time = TimeFor(options, events.Clock),
                Lines = [.. place.Interrupts.Select(input => new InterruptLine(controller!, input))],
                CpuLines = [.. cpus.Select(cpu => Lines(cpu, place))],
            });
            PhysicalAddress address = new(place.Address);
            if (place.IsReadAsMemory) memory.AddRom(device.Name, address, device.WindowSize, device);
            else memory.AddDevice(address, device);
            foreach ((PhysicalAddress start, IMmioDevice window) in (device as IMultiWindowDevice)?.Windows ?? [])
                memory.AddDevice(start, window);
            if (place.IsInterruptController) controller = (IInterruptSink)device;
            devices.Add(new AssembledDevice(place, device));
        }

        return devices;
    }

    /// <summary>The inputs of a CPU that a device drives: without supervisor mode there are none for it.</summary>
    public static IEnumerable<int> CpuInputs(BoardDevice place, IsaOptions isa) =>
        place.CpuInputs.Where(input => isa.Has(Extensions.S) || (SupervisorInputs >> input & 1) == 0);

    private static IReadOnlyList<InterruptLine> Lines(Hart cpu, BoardDevice place) =>
        [.. CpuInputs(place, cpu.Isa).Select(input => new InterruptLine(cpu, input))];

    private static TimeProvider TimeFor(MachineOptions options, MachineClock clock)
    {
        if (options.ClockSource == ClockSource.Host)
            return options.ClockOffset == default ? TimeProvider.System : new ShiftedTime(options.ClockOffset);
        DateTimeOffset start = DateTimeOffset.UtcNow + options.ClockOffset;
        return options.ClockSource == ClockSource.Guest
            ? new ElapsedTime(start, () => TimeSpan.FromTicks((long)(clock.Nanoseconds / TimeSpan.NanosecondsPerTick)))
            : new ElapsedTime(start, MonotonicTime());
    }

    private static Func<TimeSpan> MonotonicTime()
    {
        long begin = Stopwatch.GetTimestamp();
        return () => Stopwatch.GetElapsedTime(begin);
    }

    /// <summary>The host's time, so much later.</summary>
    private sealed class ShiftedTime(TimeSpan offset) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + offset;
    }

    /// <summary>A time that has begun once and goes on as another clock does.</summary>
    private sealed class ElapsedTime(DateTimeOffset start, Func<TimeSpan> elapsed) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => start + elapsed();
    }
}
