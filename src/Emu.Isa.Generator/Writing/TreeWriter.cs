using Emu.Isa.Generator.Analysis;
using Emu.Isa.Generator.Model;

namespace Emu.Isa.Generator.Writing;

/// <summary>
/// Writes a decision tree as nested switches, one method for each branch of the root. What happens at an encoding is up
/// to the caller.
/// </summary>
/// <param name="writer">Where to.</param>
/// <param name="returnType">What the methods return.</param>
/// <param name="parameters">
/// Their parameters, which begin with <c>uint word</c> and contain the set <c>enabled</c>.
/// </param>
/// <param name="arguments">The same as arguments.</param>
/// <param name="failure">What they return when no encoding matches.</param>
/// <param name="writeMatch">Writes what happens when an encoding matched; must end in a return.</param>
internal sealed class TreeWriter(
    SourceWriter writer,
    string returnType,
    string parameters,
    string arguments,
    string failure,
    Action<DecodedForm> writeMatch)
{
    /// <summary>
    /// Writes a method called <paramref name="name"/> for the encodings of one width, and those it calls.
    /// </summary>
    public void WriteMethods(string name, IReadOnlyList<DecodedForm> forms)
    {
        DecisionNode root = DecisionTree.Build(forms);
        BeginMethod(name);
        if (root is not DecisionNode.Switch choice)
        {
            EndMethod(root);
            return;
        }

        writer.Line($"return ({Bits(choice)}) switch");
        writer.Open();
        foreach (KeyValuePair<uint, DecisionNode> branch in choice.Cases)
            writer.Line($"0x{branch.Key:x} => {name}_{branch.Key:x}({arguments}),");
        writer.Line($"_ => {failure},");
        writer.Unindent();
        writer.Line("};");
        writer.Close();
        foreach (KeyValuePair<uint, DecisionNode> branch in choice.Cases)
        {
            writer.Line();
            BeginMethod($"{name}_{branch.Key:x}");
            EndMethod(branch.Value);
        }
    }

    private void BeginMethod(string name)
    {
        writer.Line($"private static {returnType} {name}({parameters})");
        writer.Open();
    }

    private void EndMethod(DecisionNode body)
    {
        if (!WriteNode(body))
        {
            if (body is DecisionNode.Switch)
                writer.Line();
            writer.Line($"return {failure};");
        }

        writer.Close();
    }

    /// <summary>Writes a node; true when control never gets behind it.</summary>
    private bool WriteNode(DecisionNode node)
    {
        if (node is DecisionNode.Switch choice)
            WriteSwitch(choice);
        return node is DecisionNode.Leaf leaf && leaf.Forms.Any(form => WriteForm(form, leaf.Tested));
    }

    private void WriteSwitch(DecisionNode.Switch choice)
    {
        writer.Line($"switch ({Bits(choice)})");
        writer.Open();
        foreach (KeyValuePair<uint, DecisionNode> branch in choice.Cases)
        {
            writer.Line($"case 0x{branch.Key:x}:");
            writer.Indent();
            if (!WriteNode(branch.Value))
                writer.Line("break;");
            writer.Unindent();
        }

        writer.Close();
    }

    /// <summary>Writes an encoding; true when nothing is left to be tested, so that it always matches.</summary>
    private bool WriteForm(DecodedForm form, uint tested)
    {
        List<string> conditions = Conditions(form.Instruction, tested);
        writer.Line($"// {form.Instruction.SyntaxText.Replace('\t', ' ')}");
        if (conditions.Count == 0)
        {
            writeMatch(form);
            return true;
        }

        writer.Line($"if ({string.Join(" && ", conditions)})");
        writer.Open();
        writeMatch(form);
        writer.Close();
        writer.Line();
        return false;
    }

    private static List<string> Conditions(InstructionModel instruction, uint tested)
    {
        List<string> conditions = [];
        uint remaining = instruction.Encoding.Mask & ~tested;
        if (remaining != 0)
            conditions.Add($"(word & 0x{remaining:x}) == 0x{instruction.Encoding.Match & remaining:x}");
        foreach (EncodedOperand operand in instruction.Encoding.Operands.Where(operand => operand.Excluded.Count != 0))
        {
            string excluded = string.Join(" or ", operand.Excluded);
            if (operand.Excluded.Count > 1)
                excluded = $"({excluded})";
            conditions.Add($"{OperandCode.Field(operand)} is not {excluded}");
        }

        foreach (Parameter parameter in instruction.Parameters.Where(parameter => parameter.Type.IsChecked))
        {
            string field = OperandCode.Field(instruction.EncodedOperandNamed(parameter.Name));
            conditions.Add($"OperandDecoding.Accepts{parameter.Type.Name}({field})");
        }

        if (instruction.Required.Length != 0)
            conditions.Add($"Decoder.Has(enabled, {instruction.Required})");
        return conditions;
    }

    private static string Bits(DecisionNode.Switch choice) =>
        choice.Shift == 0 ? $"word & 0x{choice.Mask:x}" : $"word >> {choice.Shift} & 0x{choice.Mask:x}";
}
