namespace Emu.Isa.Generator.Model;

/// <summary>A part of an assembly form: literal text, or an operand when <paramref name="IsOperand"/>.</summary>
/// <param name="Text">The literal, or the parameter's name.</param>
/// <param name="IsOperand">True for a placeholder.</param>
/// <param name="IsOptional">True for <c>{, name}</c>.</param>
internal readonly record struct SyntaxPiece(string Text, bool IsOperand, bool IsOptional);
