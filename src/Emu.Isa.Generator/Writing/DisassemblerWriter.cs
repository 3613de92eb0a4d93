using System.Text;
using Emu.Isa.Generator.Analysis;
using Emu.Isa.Generator.Model;

namespace Emu.Isa.Generator.Writing;

/// <summary>Writes the disassembler, which has a decision of its own because aliases have their own text.</summary>
internal static class DisassemblerWriter
{
    public static string Write(InstructionFormat format, InstructionSet set)
    {
        SourceWriter writer = new(format);
        writer.Summary("Prints instruction words as <c>objdump -M no-aliases</c> does. Thread-safe: it has no state.");
        writer.Line("public static class Disassembler");
        writer.Open();
        writer.Line("/// <summary>");
        writer.Line("/// The instruction at a guest virtual address: mnemonic, tab, operands. What is no instruction");
        writer.Line("/// of the enabled features is shown as data (<c>.4byte</c>, <c>.2byte</c>).");
        writer.Line("/// </summary>");
        writer.Line($"public static string Disassemble(uint word, ulong address, {format.Features} enabled) =>");
        writer.Indent();
        const string Word = "DisassembleWord(word, address, enabled) ?? $\".4byte\\t0x{word:x}\"";
        const string Half = "DisassembleHalf(word & 0xffff, address, enabled) ?? $\".2byte\\t0x{word & 0xffff:x}\"";
        writer.Line(format.HasHalves ? $"{format.IsLong} ? {Word} : {Half};" : $"{Word};");
        writer.Unindent();
        TreeWriter tree = new(
            writer,
            "string?",
            $"uint word, ulong address, {format.Features} enabled",
            "word, address, enabled",
            "null",
            form => writer.Line($"return {Text(form.Instruction)};"));
        writer.Line();
        if (format.HasHalves)
        {
            tree.WriteMethods("DisassembleHalf", [.. set.Forms.Where(form => form.Instruction.Encoding.Width == 16)]);
            writer.Line();
        }

        tree.WriteMethods("DisassembleWord", [.. set.Forms.Where(form => form.Instruction.Encoding.Width == 32)]);
        writer.Close();
        return writer.ToString();
    }

    private static string Text(InstructionModel instruction)
    {
        StringBuilder text = new();
        foreach (SyntaxPiece piece in instruction.Syntax)
        {
            if (piece.IsOperand)
                text.Append('{').Append(OperandText(instruction, piece)).Append('}');
            else
                text.Append(piece.Text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\t", "\\t"));
        }

        return instruction.Syntax.Any(piece => piece.IsOperand) ? $"$\"{text}\"" : $"\"{text}\"";
    }

    private static string OperandText(InstructionModel instruction, SyntaxPiece piece)
    {
        if (piece.CallName.Length != 0)
        {
            IEnumerable<string> arguments = piece.CallArguments.Select(each =>
                char.IsDigit(each[0]) ? each : OperandCode.Encoded(instruction, each));
            return $"OperandText.{piece.CallName}({string.Join(", ", arguments)})";
        }

        OperandType type = instruction.ParameterNamed(piece.Text).Type;
        string value = OperandCode.Encoded(instruction, piece.Text);
        string call = $"{(piece.IsOptional ? "Optional" : "")}{type.Name}";
        return type.IsRelative ? $"OperandText.{call}(address, {value})" : $"OperandText.{call}({value})";
    }
}
