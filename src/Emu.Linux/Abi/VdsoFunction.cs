namespace Emu.Linux.Abi;

/// <summary>A function of the vdso: its name, and the system call that it makes.</summary>
/// <param name="Name">The symbol.</param>
/// <param name="Number">The guest's number of the system call.</param>
public readonly record struct VdsoFunction(string Name, int Number);
