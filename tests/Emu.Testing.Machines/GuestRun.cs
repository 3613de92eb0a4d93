using Emu.Engine;
using Emu.Guest.RiscV.Boards;
using Emu.Machine;
using Emu.Machine.Boot;

namespace Emu.Testing.Machines;

/// <summary>Runs a few instructions on a whole machine, from power-on to the end.</summary>
public static class GuestRun
{
    /// <summary>Where guests are linked to.</summary>
    public const ulong Start = 0x8020_0000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs a guest; returns the exit status and what it printed.</summary>
    public static (int Status, string Output) Run(
        GuestCode code, FirmwareKind firmware = FirmwareKind.BuiltIn, int cpus = 1, bool endsOnReset = false,
        ulong? toHost = null, int consoleRoom = int.MaxValue, bool slowConsole = false,
        Action<Emu.Machine.Machine>? beforeRun = null, AccelOptions? accel = null,
        Func<MachineOptions, MachineOptions>? change = null, Action<string>? warn = null)
    {
        ElfBuilder elf = new ElfBuilder() { Entry = Start }.Segment(Start, code.ToArray(), 0x10000);
        if (toHost is { } word) elf.Symbol("tohost", word);
        using TemporaryFile kernel = new(elf.Build());
        RecordingBackend serial = new() { Room = consoleRoom, IsSlow = slowConsole };
        MachineOptions options = new()
        {
            CpuCount = cpus,
            Accel = accel ?? AccelOptions.Default,
            EndsOnReset = endsOnReset,
            Boot = new BootOptions() { KernelPath = kernel.Path, Firmware = firmware },
        };
        if (change is not null) options = change(options);
        using Emu.Machine.Machine machine = new(VirtBoard.Board, options, (_, _) => serial, warn);
        using Timer watchdog = new(_ => machine.RequestShutdown(-1), null, Patience, Timeout.InfiniteTimeSpan);
        beforeRun?.Invoke(machine);
        int status = machine.Run();
        return status != -1 ? (status, serial.Text) : throw new TimeoutException("the guest did not end");
    }
}
