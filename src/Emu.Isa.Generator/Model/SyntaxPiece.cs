namespace Emu.Isa.Generator.Model;

/// <summary>A part of an assembly form: literal text, or an operand when <paramref name="IsOperand"/>.</summary>
/// <param name="Text">The literal, the parameter's name, or a call, <c>Name(parameter,1)</c>.</param>
/// <param name="IsOperand">True for a placeholder.</param>
/// <param name="IsOptional">True for <c>{, name}</c>.</param>
internal readonly record struct SyntaxPiece(string Text, bool IsOperand, bool IsOptional)
{
    /// <summary>The method of <c>OperandText</c> that an operand calls by its name; empty for that of its type.</summary>
    public string CallName => IsOperand && Text.IndexOf('(') is > 0 and var end ? Text.Substring(0, end) : "";

    /// <summary>What the call gets: names of parameters, and numbers.</summary>
    public IReadOnlyList<string> CallArguments =>
        [.. Text.Substring(Text.IndexOf('(') + 1).TrimEnd(')').Split(',').Select(each => each.Trim())];
}
