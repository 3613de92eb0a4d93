using Emu.Isa.Generator.Analysis;
using Emu.Isa.Generator.Model;

namespace Emu.Isa.Generator.Writing;

/// <summary>Writes the enumeration of operations and the table about them.</summary>
internal static class OperationWriter
{
    public static string WriteEnumeration(InstructionFormat format, InstructionSet set)
    {
        SourceWriter writer = new(format);
        writer.Summary("What a decoded instruction does: one member for each instruction method that is no alias.");
        writer.Line("public enum Operation : ushort");
        writer.Open();
        writer.Summary("No instruction, or one of a feature that the CPU has not.");
        writer.Line("Illegal = 0,");
        writer.Line();
        writer.Summary("Stands after the last instruction of a decoded block.");
        writer.Line("EndOfBlock = 1,");
        foreach (InstructionModel instruction in set.Main.Concat(set.Rare))
        {
            writer.Line();
            writer.Summary($"<c>{Escape(instruction.SyntaxText)}</c>");
            writer.Line($"{instruction.Name},");
        }

        writer.Close();
        return writer.ToString();
    }

    public static string WriteTable(InstructionFormat format, InstructionSet set)
    {
        InstructionModel[] all = [.. set.Main, .. set.Rare];
        SourceWriter writer = new(format, "System");
        writer.Summary("What is known about operations.");
        writer.Line("public static class OperationTable");
        writer.Open();
        writer.Line("private static ReadOnlySpan<byte> Flows =>");
        writer.Line("[");
        writer.Indent();
        writer.Line("(byte)Emu.Isa.Flow.System, // Illegal");
        writer.Line("(byte)Emu.Isa.Flow.Jump, // EndOfBlock");
        foreach (InstructionModel instruction in all)
            writer.Line($"(byte)Emu.Isa.Flow.{instruction.Flow}, // {instruction.Name}");
        writer.Unindent();
        writer.Line("];");
        writer.Line();
        writer.Summary("How the operation moves the flow of control; an illegal one always traps.");
        writer.Line("public static Emu.Isa.Flow Flow(Operation operation) => (Emu.Isa.Flow)Flows[(int)operation];");
        writer.Line();
        WriteTraits(writer, all);
        writer.Line();
        writer.Summary("The operation's mnemonic, without suffixes that depend on operands.");
        writer.Line("public static string Name(Operation operation) => operation switch");
        writer.Open();
        foreach (InstructionModel instruction in all)
            writer.Line($"Operation.{instruction.Name} => \"{instruction.Mnemonic}\",");
        writer.Line("Operation.EndOfBlock => \"end of block\",");
        writer.Line("_ => \"illegal\",");
        writer.Unindent();
        writer.Line("};");
        writer.Close();
        return writer.ToString();
    }

    private static void WriteTraits(SourceWriter writer, InstructionModel[] all)
    {
        writer.Line("private static ReadOnlySpan<ushort> FixedTraits =>");
        WriteNumbers(writer, all, instruction => instruction.Traits);
        writer.Line();
        writer.Line("private static ReadOnlySpan<byte> AccessSizes =>");
        WriteNumbers(writer, all, instruction => instruction.AccessSize);
        writer.Line();
        writer.Summary("What translators must know of an instruction.");
        writer.Line("public static InstructionTraits Traits(in DecodedInstruction i)");
        writer.Open();
        writer.Line("InstructionTraits traits = (InstructionTraits)FixedTraits[i.Operation];");
        InstructionModel[] decided = [.. all.Where(each => each.CallWhen.Length + each.ReturnWhen.Length != 0)];
        if (decided.Length != 0) WriteDecidedTraits(writer, decided);
        writer.Line("return traits;");
        writer.Close();
        writer.Line();
        writer.Summary("Bytes that a load or store accesses.");
        writer.Line("public static int AccessSize(in DecodedInstruction i) => AccessSizes[i.Operation];");
    }

    private static void WriteDecidedTraits(SourceWriter writer, InstructionModel[] decided)
    {
        writer.Line("switch ((Operation)i.Operation)");
        writer.Open();
        foreach (InstructionModel instruction in decided)
        {
            writer.Line($"case Operation.{instruction.Name}:");
            writer.Indent();
            WriteTrait(writer, instruction, instruction.CallWhen, "Call");
            WriteTrait(writer, instruction, instruction.ReturnWhen, "Return");
            writer.Line("break;");
            writer.Unindent();
        }

        writer.Close();
        writer.Line();
    }

    private static void WriteNumbers(SourceWriter writer, InstructionModel[] all, Func<InstructionModel, int> number)
    {
        writer.Line("[");
        writer.Indent();
        foreach (string special in InstructionSet.SpecialOperations) writer.Line($"0, // {special}");
        foreach (InstructionModel instruction in all) writer.Line($"{number(instruction)}, // {instruction.Name}");
        writer.Unindent();
        writer.Line("];");
    }

    // The operands are checked by the compiler: one that does not exist has no slot, and the text stays as it is.
    private static void WriteTrait(SourceWriter writer, InstructionModel instruction, string when, string trait)
    {
        if (when.Length == 0) return;
        IReadOnlyList<string> slots = OperandSlots.Assign(instruction.Parameters) ?? [];
        List<string> names = [.. instruction.Parameters.Select(parameter => parameter.Name)];
        IEnumerable<string> conditions = when.Split(' ').Select(each => each.Split('=')).Select(parts =>
            $"i.{Slot(parts[0])} is {parts[parts.Length - 1].Replace(",", " or ")}");
        writer.Line($"if ({string.Join(" && ", conditions)}) traits |= InstructionTraits.{trait};");

        string Slot(string name) => names.IndexOf(name) is >= 0 and var index ? slots[index] : name;
    }

    private static string Escape(string text) =>
        text.Replace('\t', ' ').Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}
