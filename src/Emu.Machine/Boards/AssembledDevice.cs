using Emu.Core.Interrupts;
using Emu.Core.Memory;

namespace Emu.Machine.Boards;

/// <summary>A device of a board, made for one machine.</summary>
/// <param name="Place">Where it is.</param>
/// <param name="Device">The device.</param>
/// <param name="Lines">Its wires to the interrupt controller.</param>
/// <param name="CpuLines">For each CPU, its wires to that.</param>
internal sealed record AssembledDevice(
    BoardDevice Place, IMmioDevice Device, IReadOnlyList<InterruptLine> Lines, IReadOnlyList<IReadOnlyList<InterruptLine>> CpuLines);
