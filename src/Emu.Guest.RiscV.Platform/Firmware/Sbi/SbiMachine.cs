using Emu.Core.Control;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Machine.Cpus;
using Emu.Machine.Firmware;

namespace Emu.Guest.RiscV.Firmware.Sbi;

/// <summary>What the built-in SBI needs of the machine that it serves.</summary>
/// <param name="Services">The machine, whose CPUs are harts.</param>
internal sealed record SbiMachine(MachineServices Services)
{
    /// <summary>The threads of all harts, by the harts' ids.</summary>
    public IReadOnlyList<CpuThread> Cpus => Services.Cpus;

    /// <summary>The bus: guest memory is reached by physical addresses.</summary>
    public AddressMap Memory => Services.Memory;

    /// <summary>Timers for harts without <c>stimecmp</c>.</summary>
    public EventLoop Events => Services.Events;

    /// <summary>Shutdown and reset.</summary>
    public IMachineControl Control => Services.Control;

    /// <summary>The serial port, driven as firmware would.</summary>
    public SbiConsole Console { get; } = new(Services.Memory, Services.ConsolePort);

    /// <summary>
    /// The harts that a mask and its base select (SBI specification 2.0, 3.1); null when it selects one that is not
    /// there.
    /// </summary>
    public IReadOnlyList<CpuThread>? Select(ulong mask, ulong maskBase)
    {
        if (maskBase == ulong.MaxValue) return Cpus;
        List<CpuThread> selected = [];
        for (int bit = 0; bit < 64; bit++)
        {
            if ((mask >> bit & 1) == 0) continue;
            ulong id = maskBase + (ulong)bit;
            if (id < maskBase || id >= (ulong)Cpus.Count) return null;
            selected.Add(Cpus[(int)id]);
        }

        return selected;
    }
}
