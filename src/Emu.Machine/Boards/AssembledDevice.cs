using Emu.Core.Memory;

namespace Emu.Machine.Boards;

/// <summary>A device of a board, made for one machine.</summary>
internal sealed record AssembledDevice(BoardDevice Place, IMmioDevice Device);
