using Emu.Isa.Generator.Model;

namespace Emu.Isa.Generator.Analysis;

/// <summary>
/// An encoding and what it decodes to: the instruction itself, or at the end of a chain of aliases another one.
/// </summary>
/// <param name="Instruction">Whose encoding and syntax it is.</param>
/// <param name="Target">The instruction that is executed.</param>
/// <param name="Arguments">
/// For each parameter of <paramref name="Target"/> a parameter of <paramref name="Instruction"/> or a constant.
/// </param>
internal sealed record DecodedForm(
    InstructionModel Instruction, InstructionModel Target, IReadOnlyList<AliasArgument> Arguments);
