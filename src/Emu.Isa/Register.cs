namespace Emu.Isa;

/// <summary>
/// A register of the guest by its number in the <see cref="RegisterFile"/>. The guest's own field types convert to it, so
/// that a body writes <c>e[rd] = e[rs1]</c>.
/// </summary>
/// <param name="Index">Number in the register file, 0 up.</param>
public readonly record struct Register(byte Index);
