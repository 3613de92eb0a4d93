using Emu.Isa.Generator.Analysis;

namespace Emu.Isa.Generator.Writing;

/// <summary>Writes the decoder.</summary>
internal static class DecoderWriter
{
    public static string Write(InstructionSet set)
    {
        SourceWriter writer = new();
        writer.Summary("Decodes instruction words. Thread-safe: it has no state.");
        writer.Line("public static class Decoder");
        writer.Open();
        WriteEntry(writer);
        TreeWriter tree = new(
            writer,
            "bool",
            "uint word, Extensions enabled, ref DecodedInstruction instruction",
            "word, enabled, ref instruction",
            "false",
            form => WriteMatch(writer, form));
        writer.Line();
        tree.WriteMethods("DecodeHalf", [.. set.Forms.Where(form => form.Instruction.Encoding.Width == 16)]);
        writer.Line();
        tree.WriteMethods("DecodeWord", [.. set.Forms.Where(form => form.Instruction.Encoding.Width == 32)]);
        WriteHelpers(writer);
        writer.Close();
        return writer.ToString();
    }

    private static void WriteEntry(SourceWriter writer)
    {
        writer.Line("/// <summary>");
        writer.Line("/// Decodes one instruction. When the word's low two bits are not 11 only its low half counts.");
        writer.Line("/// False, with an Illegal operation, when the enabled extensions have no such one.");
        writer.Line("/// Raw is always set.");
        writer.Line("/// </summary>");
        writer.Line("public static bool Decode(uint word, Extensions enabled, out DecodedInstruction instruction)");
        writer.Open();
        writer.Line("instruction = default;");
        writer.Line("if ((word & 3) == 3)");
        writer.Open();
        writer.Line("instruction.Raw = word;");
        writer.Line("return DecodeWord(word, enabled, ref instruction);");
        writer.Close();
        writer.Line();
        writer.Line("word &= 0xffff;");
        writer.Line("instruction.Raw = word;");
        writer.Line("return DecodeHalf(word, enabled, ref instruction);");
        writer.Close();
    }

    private static void WriteMatch(SourceWriter writer, DecodedForm form)
    {
        writer.Line($"instruction.Operation = Operation.{form.Target.Name};");
        IReadOnlyList<string> slots = OperandSlots.Assign(form.Target.Parameters) ?? [];
        for (int i = 0; i < slots.Count; i++)
        {
            string value = form.Arguments[i].Parameter is { } name
                ? OperandCode.Value(form.Instruction, name)
                : form.Arguments[i].Constant.ToString();
            if (value != "0")
                writer.Line($"instruction.{slots[i]} = {value};");
        }

        writer.Line("return true;");
    }

    private static void WriteHelpers(SourceWriter writer)
    {
        writer.Line();
        writer.Summary("True when all extensions that an instruction requires are enabled.");
        writer.Line("internal static bool Has(Extensions enabled, Extensions required) =>");
        writer.Indented("(enabled & required) == required;");
        writer.Line();
        writer.Summary("Copies bit <paramref name=\"bits\"/> - 1 into all bits above it.");
        writer.Line("internal static int SignExtend(uint value, int bits) =>");
        writer.Indented("(int)(value << (32 - bits)) >> (32 - bits);");
    }
}
