using System.Text.RegularExpressions;
using Emu.Isa.Generator.Model;

namespace Emu.Isa.Generator.Reading;

/// <summary>
/// Reads an assembly form into pieces, normalised to the disassembler's spacing: a tab after the mnemonic, and what the
/// format says after commas.
/// </summary>
internal static class SyntaxParser
{
    private static readonly Regex Placeholder = new(
        @"\{(?<optional>, *)?(?<name>[A-Za-z_]\w*)(\((?<arguments>[^)]*)\))?\}", RegexOptions.CultureInvariant);

    /// <summary>The pieces, or null after adding what is wrong to <paramref name="problems"/>.</summary>
    public static List<SyntaxPiece>? Parse(
        string syntax, InstructionFormat format, IReadOnlyList<Parameter> parameters, List<Problem> problems)
    {
        string? wrong = null;
        List<SyntaxPiece> pieces = [];
        int end = 0;
        bool inOperands = false;
        foreach (Match match in Placeholder.Matches(syntax))
        {
            AddLiteral(syntax.Substring(end, match.Index - end));
            end = match.Index + match.Length;
            string name = match.Groups["name"].Value;
            if (match.Groups["arguments"].Success)
            {
                SyntaxPiece call = new(match.Value.Trim('{', '}'), IsOperand: true, IsOptional: false);
                if (call.CallArguments.FirstOrDefault(each => each.Length == 0 || !IsArgument(each)) is { } unknown)
                    wrong = $"'{unknown}' is no parameter";
                pieces.Add(call);
                continue;
            }

            bool isOptional = match.Groups["optional"].Success;
            Parameter? parameter = parameters.FirstOrDefault(candidate => candidate.Name == name);
            if (parameter is null)
                wrong = $"'{name}' is no parameter";
            else if (isOptional && !parameter.Type.IsOptional)
                wrong = $"'{name}' cannot be left out, so it cannot stand as '{match.Value}'";
            pieces.Add(new(name, IsOperand: true, isOptional));
        }

        AddLiteral(syntax.Substring(end));
        if (pieces.Count == 0 || pieces[0].IsOperand || pieces[0].Text[0] is ' ' or '\t')
            wrong = "it must begin with the mnemonic";
        else if (pieces.Any(piece => !piece.IsOperand && piece.Text.IndexOfAny(['{', '}']) >= 0))
            wrong = "a placeholder is '{name}' or '{, name}'";
        if (wrong is null)
            return pieces;

        problems.Add(Problem.Of(Diagnostics.MalformedSyntax, syntax, wrong));
        return null;

        bool IsArgument(string text) => char.IsDigit(text[0]) || parameters.Any(candidate => candidate.Name == text);

        void AddLiteral(string text)
        {
            int space = inOperands ? -1 : text.IndexOf(' ');
            if (space >= 0)
            {
                text = text.Substring(0, space) + '\t' + text.Substring(space + 1).TrimStart(' ');
                inOperands = true;
            }

            text = Regex.Replace(text, ", *", format.SpacesOperands ? ", " : ",");
            if (text.Length != 0)
                pieces.Add(new(text, IsOperand: false, IsOptional: false));
        }
    }
}
