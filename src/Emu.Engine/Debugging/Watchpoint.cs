namespace Emu.Engine.Debugging;

/// <summary>Guest virtual addresses whose accesses stop the CPU before the instruction that would make
/// them.</summary>
/// <param name="Address">The first address.</param>
/// <param name="Length">How many bytes, at least 1.</param>
/// <param name="OnLoad">Loads stop it.</param>
/// <param name="OnStore">Stores and atomic accesses stop it.</param>
public readonly record struct Watchpoint(ulong Address, ulong Length, bool OnLoad, bool OnStore);
