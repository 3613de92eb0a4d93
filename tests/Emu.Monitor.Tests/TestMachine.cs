using Emu.Core.Logging;
using Emu.Core.Memory;
using Emu.Engine;
using Emu.Guest.RiscV.Boards;
using Emu.Guest.RiscV.Privileged;
using Emu.Machine;
using Emu.Machine.Boards;
using Emu.Machine.Boot;
using Emu.Testing;
using Emu.Testing.Machines;

namespace Emu.Monitor.Tests;

/// <summary>A machine that runs, with monitors.</summary>
internal sealed class TestMachine : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFile kernel;
    private readonly Task<int> run;

    /// <param name="change">What is otherwise than in a machine that is paused before its first instruction.</param>
    /// <param name="code">The guest; null for one that goes round for ever.</param>
    /// <param name="board">Makes another board of the usual one; null for that.</param>
    public TestMachine(Func<MachineOptions, MachineOptions>? change = null, GuestCode? code = null, Func<Board, Board>? board = null)
    {
        if (code is null)
        {
            code = new GuestCode();
            code.Loop();
        }

        kernel = new TemporaryFile(
            new ElfBuilder() { Entry = GuestRun.Start }.Segment(GuestRun.Start, code.ToArray(), 0x10000).Build());
        MachineOptions options = new()
        {
            Accel = AccelOptions.Default with { Kind = AccelKind.Interpreter },
            Boot = new BootOptions() { KernelPath = kernel.Path },
            StartsPaused = true,
        };
        Machine = new Emu.Machine.Machine(board is null ? VirtBoard.Board : board(VirtBoard.Board), change is null ? options : change(options), (_, _) => new RecordingBackend());
        Monitors = new MonitorHost(Machine, new MonitorSettings()
        {
            Version = new(new(1, 2, 7), "test"),
            Architecture = "riscv64",
            GuestName = "tested",
            Boards = [VirtBoard.Board, Board.Empty(VirtBoard.Board)],
            CpuType = "cpu-type",
            CpuPath = id => $"/machine/cpu[{id}]",
            ReadRegisters = cpu => ((Hart)cpu).ReadRegisters(),
            DescribeMappings = (cpu, isByPage) => ((Hart)cpu).DescribeMappings(isByPage),
            LogItems = [("int", LogItems.Interrupts, "exceptions and interrupts")],
        });
        run = Task.Run(Machine.Run);
    }

    public Emu.Machine.Machine Machine { get; }

    public MonitorHost Monitors { get; }

    /// <summary>A client of a monitor of its own that has negotiated.</summary>
    public TestClient Connect()
    {
        TestClient client = new();
        Monitors.AddQmp(client, isPretty: false);
        client.WaitFor("\"QMP\"");
        client.Ask("qmp_capabilities");
        return client;
    }

    /// <summary>Reads two bytes by their bus address.</summary>
    public uint ReadBus(ulong address) => Machine.WhileStopped(() =>
    {
        Assert.True(Machine.Memory.Read(new PhysicalAddress(address), 2, out ulong value));
        return (uint)value;
    });

    /// <summary>Writes two bytes by their bus address, as a guest does.</summary>
    public void WriteBus(ulong address, uint value) =>
        Assert.True(Machine.WhileStopped(() => Machine.Memory.Write(new PhysicalAddress(address), 2, value)));

    public int WaitForEnd()
    {
        Assert.True(run.Wait(Patience), "the machine does not end");
        return run.Result;
    }

    public void Dispose()
    {
        Machine.RequestQuit(-1);
        run.Wait(Patience);
        Monitors.Dispose();
        Machine.Dispose();
        kernel.Dispose();
    }
}
