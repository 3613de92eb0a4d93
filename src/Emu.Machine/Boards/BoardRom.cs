using Emu.Core.Memory;

namespace Emu.Machine.Boards;

/// <summary>Memory of a board that guests only read.</summary>
/// <param name="Name">Its name in lists of the bus.</param>
/// <param name="Start">Bus address of the first byte.</param>
/// <param name="Size">Bytes.</param>
public sealed record BoardRom(string Name, PhysicalAddress Start, ulong Size);
