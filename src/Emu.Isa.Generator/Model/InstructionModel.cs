namespace Emu.Isa.Generator.Model;

/// <summary>Everything that the generator knows about one instruction method.</summary>
/// <param name="Key">Identifies the method among all: its full name with the class's.</param>
/// <param name="ClassName">Full name of the class; instructions are ordered by it.</param>
/// <param name="Name">Name of the method, which becomes the operation's.</param>
/// <param name="Call">What to write before the parenthesis to call it where E, V and C are in scope.</param>
/// <param name="Parameters">Operands, in order.</param>
/// <param name="Encoding">Its bits.</param>
/// <param name="Syntax">Its assembly form; the first piece begins with the mnemonic.</param>
/// <param name="Flow">Name of the member of <c>Emu.Isa.Flow</c>.</param>
/// <param name="Traits">Value of <c>Emu.Isa.InstructionTraits</c>.</param>
/// <param name="AccessSize">Bytes that it accesses.</param>
/// <param name="CallWhen">Operands with which it is a call.</param>
/// <param name="ReturnWhen">Operands with which it is a return.</param>
/// <param name="IsRare">True keeps it out of the interpreter's main dispatcher.</param>
/// <param name="Required">The extensions it needs as a C# expression; empty when none.</param>
/// <param name="Alias">What it stands for, when it is an alias.</param>
internal sealed record InstructionModel(
    string Key,
    string ClassName,
    string Name,
    string Call,
    EquatableArray<Parameter> Parameters,
    Encoding Encoding,
    EquatableArray<SyntaxPiece> Syntax,
    string Flow,
    int Traits,
    int AccessSize,
    string CallWhen,
    string ReturnWhen,
    bool IsRare,
    string Required,
    Alias? Alias)
{
    public const string SequentialFlow = "Next";

    /// <summary>True when nothing but the next instruction can follow, traps apart.</summary>
    public bool GoesOn => Flow == SequentialFlow;

    /// <summary>The assembly form as it was written, for comments and messages.</summary>
    public string SyntaxText => string.Concat(Syntax.Select(piece => piece switch
    {
        { IsOperand: false } => piece.Text,
        { IsOptional: true } => $"{{, {piece.Text}}}",
        _ => $"{{{piece.Text}}}",
    }));

    /// <summary>The mnemonic without suffixes that operands choose.</summary>
    public string Mnemonic => Syntax[0].Text.Split('\t')[0];

    public Parameter ParameterNamed(string name) => Parameters.First(parameter => parameter.Name == name);

    public EncodedOperand EncodedOperandNamed(string name) => Encoding.Operands.First(operand => operand.Name == name);
}
