using Emu.Core.Control;
using Emu.Core.Interrupts;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Devices.Uart;
using Emu.Engine.Runtime;
using Emu.Guest.RiscV.Firmware.Sbi;
using Emu.Guest.RiscV.Privileged;
using Emu.Machine.Cpus;
using Emu.Machine.Firmware;
using Emu.Testing.Machines;

namespace Emu.Guest.RiscV.Platform.Tests.Firmware;

/// <summary>A machine of two harts that do not run, so that calls can be made in their place.</summary>
internal sealed unsafe class SbiFixture : IMachineControl, IInterruptSink, IDisposable
{
    public const ulong Ram = 0x8000_0000, RamSize = 1 << 20;

    private const ulong Uart = 0x1000_0000;

    private readonly EventLoop events = new(new MachineClock());
    private readonly List<Hart> harts = [];
    private readonly EngineSet engines;
    private readonly SupervisorFirmware firmware;

    public SbiFixture(Extensions without = Extensions.None)
    {
        Memory.AddRam("ram", new PhysicalAddress(Ram), RamSize);
        Memory.AddRom("rom", new PhysicalAddress(0x1000), 4096);
        Memory.AddDevice(new PhysicalAddress(Uart), new Ns16550(Console, new InterruptLine(this, 1), events));
        IsaOptions isa = new() { Extensions = Extensions.All & ~without };
        for (int id = 0; id < 2; id++) harts.Add(new Hart(id, isa, Memory, events));
        engines = new EngineSet(Memory, harts);
        Threads = [.. engines.Runners.Select(runner => new CpuThread(runner, failure => throw failure))];
        firmware = new SupervisorFirmware(new MachineServices(engines)
        {
            Cpus = Threads,
            Memory = Memory,
            Events = events,
            Control = this,
            ConsolePort = new PhysicalAddress(Uart),
            Console = Console,
        });
    }

    public AddressMap Memory { get; } = new();

    public MachineClock Clock => events.Clock;

    public RecordingBackend Console { get; } = new();

    public IReadOnlyList<CpuThread> Threads { get; }

    /// <summary>What was asked of the machine: a status, or "reset".</summary>
    public string? Requested { get; private set; }

    /// <summary>Calls on behalf of hart 0; returns a0 and a1.</summary>
    public (long Error, ulong Value) Call(ulong extension, ulong function, params ReadOnlySpan<ulong> arguments)
    {
        Hart hart = harts[0];
        for (int i = 0; i < 6; i++) hart.State->Registers[10 + i] = i < arguments.Length ? arguments[i] : 0;
        hart.State->Registers[16] = function;
        hart.State->Registers[17] = extension;
        firmware.Call(hart);
        return ((long)hart.State->Registers[10], hart.State->Registers[11]);
    }

    /// <summary>The interrupts pending at a hart in machine mode, <c>mip</c>.</summary>
    public ulong Pending(int hart) => ReadCsr(hart, 0x344);

    /// <summary>The interrupts pending at a hart in supervisor mode, <c>sip</c>.</summary>
    public ulong SupervisorPending(int hart) => ReadCsr(hart, 0x144);

    public void RequestShutdown(int status) => Requested ??= $"{status}";

    public void RequestReset() => Requested ??= "reset";

    public void SetLevel(int input, bool asserted)
    {
    }

    public void Dispose()
    {
        foreach (CpuThread thread in Threads) thread.End();
        events.Dispose();
        engines.Dispose();
        foreach (Hart hart in harts) hart.Dispose();
        Memory.Dispose();
    }

    private ulong ReadCsr(int hart, int csr)
    {
        Assert.True(
            harts[hart].AccessCsr(csr, CsrOperation.Set, 0, reads: true, writes: false, raw: 0, out ulong value));
        return value;
    }
}
