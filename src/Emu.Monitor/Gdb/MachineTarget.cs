using Emu.Core.Memory;
using Emu.Debugger;
using Emu.Engine.Debugging;
using Emu.Isa;
using Emu.Machine;
using Emu.Machine.Cpus;
using Emu.Monitor.Hmp;

namespace Emu.Monitor.Gdb;

/// <summary>A machine as a debugger controls it. Used on the monitors' loop, but for what CPUs tell.</summary>
internal sealed class MachineTarget : IDebugTarget, IDebugObserver
{
    private readonly MonitorHost monitors;
    private readonly Emu.Machine.Machine machine;
    private readonly Action notifyStop;

    /// <summary>Guards the stops that the debugger has not been told of.</summary>
    private readonly Lock gate = new();
    private readonly Queue<(Cpu Cpu, Watchpoint? Watchpoint)> stops = [];

    /// <param name="monitors">Whose machine it is, and who execute its commands.</param>
    /// <param name="notifyStop">Has <see cref="TakeStop"/> asked later, on the monitors' loop.</param>
    public MachineTarget(MonitorHost monitors, Action notifyStop)
    {
        this.monitors = monitors;
        machine = monitors.Machine;
        this.notifyStop = notifyStop;
        Description = machine.Cpus[0].DescribeForDebugger();
        Threads = [.. machine.Cpus.Select(ThreadOf)];
        machine.DebugPoints.Observer = this;
    }

    /// <inheritdoc/>
    public DebugDescription Description { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> Threads { get; }

    /// <inheritdoc/>
    public bool IsRunning => !machine.IsPaused;

    /// <inheritdoc/>
    public void Stopped(Cpu cpu, Watchpoint? watchpoint)
    {
        lock (gate) stops.Enqueue((cpu, watchpoint));
        machine.StopForDebugger(cpu);
    }

    /// <summary>Why the machine, which has been running, stands still. A CPU's breakpoint that is there no more is no
    /// reason.</summary>
    public DebugStop TakeStop(int thread)
    {
        lock (gate)
        {
            while (stops.TryDequeue(out (Cpu Cpu, Watchpoint? Watchpoint) stop))
                if (IsStill(stop.Cpu, stop.Watchpoint)) return Describe(ThreadOf(stop.Cpu), stop.Watchpoint);
        }

        return new DebugStop(thread, machine.State switch
        {
            RunState.IoError => DebugStop.InputOutput,
            RunState.Shutdown => DebugStop.Quit,
            RunState.Debug => DebugStop.Trap,
            _ => DebugStop.Interrupt,
        });
    }

    /// <inheritdoc/>
    public string DescribeThread(int thread)
    {
        Cpu cpu = CpuOf(thread);
        bool runs = machine.CpuThreads[cpu.Id].Status == CpuStatus.Started && !cpu.IsWaiting;
        return $"CPU#{cpu.Id} [{(runs ? "running" : "halted")}]";
    }

    /// <inheritdoc/>
    public UInt128 ReadRegister(int thread, DebugRegister register) => register.Read(CpuOf(thread));

    /// <inheritdoc/>
    public void WriteRegister(int thread, DebugRegister register, UInt128 value) =>
        machine.WhileStopped(() =>
        {
            register.Write!(CpuOf(thread), value);
            return true;
        });

    /// <inheritdoc/>
    public bool TryReadMemory(int thread, ulong address, Span<byte> to, bool isPhysical)
    {
        while (!to.IsEmpty)
        {
            if (!TryFind(thread, address, isPhysical, out PhysicalAddress physical)) return false;
            Span<byte> piece = to[..(int)Math.Min((ulong)to.Length, AddressMap.PageSize - (address % AddressMap.PageSize))];
            if (!machine.Bus.TryRead(physical.Value, piece) && !TryReadDevice(physical, piece)) return false;
            to = to[piece.Length..];
            address += (ulong)piece.Length;
        }

        return true;
    }

    /// <inheritdoc/>
    public bool TryWriteMemory(int thread, ulong address, ReadOnlySpan<byte> from, bool isPhysical)
    {
        while (!from.IsEmpty)
        {
            if (!TryFind(thread, address, isPhysical, out PhysicalAddress physical)) return false;
            ReadOnlySpan<byte> piece =
                from[..(int)Math.Min((ulong)from.Length, AddressMap.PageSize - (address % AddressMap.PageSize))];
            if (!machine.Bus.TryWrite(physical.Value, piece)) return false;
            from = from[piece.Length..];
            address += (ulong)piece.Length;
        }

        return true;
    }

    /// <inheritdoc/>
    public bool TryAddPoint(DebugPointKind kind, ulong address, ulong length)
    {
        if (IsBreakpoint(kind))
        {
            // Setting one that is there already is no fault.
            Change(points => points.AddBreakpoint(address));
            return true;
        }

        if (length == 0) return false;
        Change(points =>
        {
            points.AddWatchpoint(WatchpointOf(kind, address, length));
            return true;
        });
        return true;
    }

    /// <inheritdoc/>
    public bool TryRemovePoint(DebugPointKind kind, ulong address, ulong length) => Change(points => IsBreakpoint(kind)
        ? points.RemoveBreakpoint(address)
        : points.RemoveWatchpoint(WatchpointOf(kind, address, length)));

    /// <inheritdoc/>
    public void RemoveAllPoints() => Change(points =>
    {
        points.Clear();
        return true;
    });

    /// <inheritdoc/>
    public void Pause() => machine.Pause();

    /// <inheritdoc/>
    public void Resume(Func<int, bool> runs, int signal)
    {
        machine.Hold(cpu => !runs(ThreadOf(machine.Cpus[cpu])));
        bool hasStops;
        lock (gate)
            hasStops = stops.Any(stop => IsStill(stop.Cpu, stop.Watchpoint));
        // What other CPUs have come to meanwhile is told first.
        if (hasStops || !machine.Resume()) notifyStop();
    }

    /// <inheritdoc/>
    public DebugStop? Step(int thread, bool othersRun, int signal) =>
        Describe(thread, machine.Step(CpuOf(thread).Id, othersRun));

    /// <inheritdoc/>
    public string Execute(int thread, string command)
    {
        HmpCall call = new(monitors, CpuOf(thread).Id, []);
        HmpTable.Run(call, command);
        return call.Output;
    }

    /// <inheritdoc/>
    public void Kill() => machine.RequestQuit(0);

    // A CPU is the thread of its number and one.
    private static int ThreadOf(Cpu cpu) => cpu.Id + 1;

    private Cpu CpuOf(int thread) => machine.Cpus[thread - 1];

    private static bool IsBreakpoint(DebugPointKind kind) =>
        kind is DebugPointKind.SoftwareBreakpoint or DebugPointKind.HardwareBreakpoint;

    private static Watchpoint WatchpointOf(DebugPointKind kind, ulong address, ulong length) => new(
        address, length, kind != DebugPointKind.WriteWatchpoint, kind != DebugPointKind.ReadWatchpoint);

    private static DebugStop Describe(int thread, Watchpoint? watchpoint) => new(thread, DebugStop.Trap)
    {
        Watchpoint = watchpoint is not { } met ? null : (KindOf(met), met.Address),
    };

    private static DebugPointKind KindOf(Watchpoint watchpoint) =>
        !watchpoint.OnLoad ? DebugPointKind.WriteWatchpoint
        : !watchpoint.OnStore ? DebugPointKind.ReadWatchpoint
        : DebugPointKind.AccessWatchpoint;

    private bool IsStill(Cpu cpu, Watchpoint? watchpoint) =>
        watchpoint is not null || machine.DebugPoints.IsBreakpoint(ProgramCounterOf(cpu));

    private ulong ProgramCounterOf(Cpu cpu)
    {
        DebugRegister[] registers = [.. Description.Features.SelectMany(feature => feature.Registers)];
        return (ulong)registers[Description.ProgramCounter].Read(cpu);
    }

    private bool TryFind(int thread, ulong address, bool isPhysical, out PhysicalAddress physical)
    {
        physical = new PhysicalAddress(address);
        return isPhysical || CpuOf(thread).TryInspect(new VirtualAddress(address), out physical);
    }

    // Reads registers of devices, or memory that is only read, as loads of the largest size that fits do.
    private bool TryReadDevice(PhysicalAddress address, Span<byte> to)
    {
        while (!to.IsEmpty)
        {
            int size = sizeof(uint);
            while (size > to.Length || address.Value % (ulong)size != 0) size /= 2;
            if (!machine.TryReadBus(address, size, out ulong value)) return false;
            for (int i = 0; i < size; i++) to[i] = (byte)(value >> (8 * i));
            to = to[size..];
            address += (ulong)size;
        }

        return true;
    }

    private bool Change(Func<DebugPoints, bool> change)
    {
        try
        {
            return machine.WhileStopped(() => change(machine.DebugPoints));
        }
        catch (InvalidOperationException)
        {
            // The machine has ended.
            return false;
        }
    }
}
