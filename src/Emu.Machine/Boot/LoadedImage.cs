using Emu.Core.Memory;

namespace Emu.Machine.Boot;

/// <summary>Bytes that were put into the guest's RAM when the machine started.</summary>
/// <param name="Name">The file that they come from, or what they are.</param>
/// <param name="Start">Bus address of the first one.</param>
/// <param name="Size">Bytes.</param>
public sealed record LoadedImage(string Name, PhysicalAddress Start, ulong Size);
