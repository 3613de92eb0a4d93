using Emu.Core.Control;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Engine;

namespace Emu.Machine.Sbi;

/// <summary>What the built-in SBI needs of the machine it serves.</summary>
/// <param name="Harts">All harts, by id.</param>
/// <param name="Memory">The bus: guest memory is reached by physical addresses.</param>
/// <param name="Engines">Are told what the SBI stores.</param>
/// <param name="Events">Timers for harts without <c>stimecmp</c>.</param>
/// <param name="Control">Shutdown and reset.</param>
/// <param name="Console">The serial port, driven as firmware would.</param>
internal sealed record SbiMachine(
    IReadOnlyList<CpuThread> Harts, AddressMap Memory, EngineSet Engines, EventLoop Events, IMachineControl Control,
    SbiConsole Console)
{
    /// <summary>
    /// The harts that a mask and its base select (SBI specification 2.0, 3.1); null when it selects one that is not
    /// there.
    /// </summary>
    public IReadOnlyList<CpuThread>? Select(ulong mask, ulong maskBase)
    {
        if (maskBase == ulong.MaxValue) return Harts;
        List<CpuThread> selected = [];
        for (int bit = 0; bit < 64; bit++)
        {
            if ((mask >> bit & 1) == 0) continue;
            ulong id = maskBase + (ulong)bit;
            if (id < maskBase || id >= (ulong)Harts.Count) return null;
            selected.Add(Harts[(int)id]);
        }

        return selected;
    }
}
