using Emu.Isa.Generator.Analysis;
using Emu.Isa.Generator.Model;

namespace Emu.Isa.Generator.Writing;

/// <summary>Writes the enumeration of operations and the table about them.</summary>
internal static class OperationWriter
{
    public static string WriteEnumeration(InstructionSet set)
    {
        SourceWriter writer = new();
        writer.Summary("What a decoded instruction does: one member for each instruction method that is no alias.");
        writer.Line("public enum Operation : ushort");
        writer.Open();
        writer.Summary("No instruction, or one of an extension that the hart has not.");
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

    public static string WriteTable(InstructionSet set)
    {
        InstructionModel[] all = [.. set.Main, .. set.Rare];
        SourceWriter writer = new("System");
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

    private static string Escape(string text) =>
        text.Replace('\t', ' ').Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}
