namespace Emu.Isa.Generator.Model;

/// <summary>What reading one attributed method gave: an instruction unless something is wrong with it.</summary>
internal sealed record InstructionReading(
    InstructionModel? Instruction, EquatableArray<Problem> Problems, SourceLocation Location);
