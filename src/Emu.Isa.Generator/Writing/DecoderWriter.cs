using Emu.Isa.Generator.Analysis;
using Emu.Isa.Generator.Model;

namespace Emu.Isa.Generator.Writing;

/// <summary>Writes the decoder.</summary>
internal static class DecoderWriter
{
    public static string Write(InstructionFormat format, InstructionSet set)
    {
        SourceWriter writer = new(format);
        writer.Summary("Decodes instruction words. Thread-safe: it has no state.");
        writer.Line("public static class Decoder");
        writer.Open();
        WriteEntry(writer, format);
        TreeWriter tree = new(
            writer,
            "bool",
            $"uint word, {format.Features} enabled, ref DecodedInstruction instruction",
            "word, enabled, ref instruction",
            "false",
            form => WriteMatch(writer, form));
        writer.Line();
        if (format.HasHalves)
        {
            tree.WriteMethods("DecodeHalf", [.. set.Forms.Where(form => form.Instruction.Encoding.Width == 16)]);
            writer.Line();
        }
        tree.WriteMethods("DecodeWord", [.. set.Forms.Where(form => form.Instruction.Encoding.Width == 32)]);
        WriteHelpers(writer, format);
        writer.Close();
        return writer.ToString();
    }

    private static void WriteEntry(SourceWriter writer, InstructionFormat format)
    {
        writer.Line("/// <summary>");
        writer.Line("/// Decodes one instruction. Of one that has 16 bits only the word's low half counts.");
        writer.Line("/// False, with an Illegal operation, when the enabled features have no such one.");
        writer.Line("/// Raw is always set.");
        writer.Line("/// </summary>");
        writer.Line($"public static bool Decode(uint word, {format.Features} enabled, out DecodedInstruction instruction)");
        writer.Open();
        writer.Line("instruction = default;");
        if (format.HasHalves)
        {
            writer.Line($"if (!({format.IsLong}))");
            writer.Open();
            writer.Line("word &= 0xffff;");
            writer.Line("instruction.Raw = word;");
            writer.Line("return DecodeHalf(word, enabled, ref instruction);");
            writer.Close();
            writer.Line();
        }

        writer.Line("instruction.Raw = word;");
        writer.Line("return DecodeWord(word, enabled, ref instruction);");
        writer.Close();
    }

    private static void WriteMatch(SourceWriter writer, DecodedForm form)
    {
        writer.Line($"instruction.Operation = (ushort)Operation.{form.Target.Name};");
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

    private static void WriteHelpers(SourceWriter writer, InstructionFormat format)
    {
        writer.Line();
        writer.Summary("True when all extensions that an instruction requires are enabled.");
        writer.Line($"internal static bool Has({format.Features} enabled, {format.Features} required) =>");
        writer.Indented("(enabled & required) == required;");
        writer.Line();
        writer.Summary("Copies bit <paramref name=\"bits\"/> - 1 into all bits above it.");
        writer.Line("internal static int SignExtend(uint value, int bits) =>");
        writer.Indented("(int)(value << (32 - bits)) >> (32 - bits);");
    }
}
