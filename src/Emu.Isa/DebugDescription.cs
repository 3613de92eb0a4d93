namespace Emu.Isa;

/// <summary>A guest's registers as a debugger sees them, numbered through.</summary>
/// <param name="Architecture">The architecture, as GDB names it.</param>
/// <param name="Features">The registers; the program counter is among those of the first.</param>
/// <param name="ProgramCounter">Number of the program counter.</param>
public sealed record DebugDescription(string Architecture, IReadOnlyList<DebugFeature> Features, int ProgramCounter);
