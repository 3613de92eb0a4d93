namespace Emu.Isa.Generator.Model;

/// <summary>A parameter of an instruction method after the emitter.</summary>
internal sealed record Parameter(string Name, OperandType Type);
