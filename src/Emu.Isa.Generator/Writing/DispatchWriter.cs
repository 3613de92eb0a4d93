using Emu.Isa.Generator.Analysis;
using Emu.Isa.Generator.Model;

namespace Emu.Isa.Generator.Writing;

/// <summary>Writes the dispatchers: the interpreter's loop, and the execution of one instruction.</summary>
internal static class DispatchWriter
{
    public static string WriteDispatch(InstructionFormat format, InstructionSet set)
    {
        SourceWriter writer = new(format, "System.Runtime.CompilerServices");
        writer.Summary("Calls the method of a decoded instruction: to execute it, or to make code of it.");
        writer.Line("public static class Dispatch<E, V, W, C>");
        WriteConstraints(writer, "IEmitter<V, W, C>");
        writer.Open();
        writer.Summary("Any instruction. True when it ends the block: its flow is not <see cref=\"Flow.Next\"/>.");
        writer.Line("[MethodImpl(MethodImplOptions.NoInlining)]");
        writer.Line("public static bool Execute(ref E e, in DecodedInstruction i)");
        writer.Open();
        writer.Line("switch ((Operation)i.Operation)");
        writer.Open();
        WriteCases(writer, set.Main, "i.", instruction => instruction.GoesOn ? "return false;" : "return true;");
        writer.Line("case Operation.EndOfBlock:");
        writer.Indented("return true;");
        writer.Line("default:");
        writer.Indented("return ExecuteRare(ref e, in i);");
        writer.Close();
        writer.Close();
        writer.Line();
        writer.Summary("One that the interpreter's loop leaves out, or an illegal one. True when it ends the block.");
        writer.Line("[MethodImpl(MethodImplOptions.NoInlining)]");
        writer.Line("public static bool ExecuteRare(ref E e, in DecodedInstruction i)");
        writer.Open();
        writer.Line("switch ((Operation)i.Operation)");
        writer.Open();
        WriteCases(writer, set.Rare, "i.", instruction => instruction.GoesOn ? "return false;" : "return true;");
        writer.Line("default:");
        writer.Indented("e.Illegal();");
        writer.Indented("return true;");
        writer.Close();
        writer.Close();
        writer.Close();
        return writer.ToString();
    }

    public static string WriteLoop(InstructionFormat format, InstructionSet set)
    {
        SourceWriter writer = new(format);
        writer.Summary("The interpreter's loop over decoded blocks.");
        writer.Line("/// <remarks>");
        writer.Line("/// The emitter is a local whose fields live in host registers as long as its address goes");
        writer.Line("/// nowhere: methods called here are marked for inlining, and the rare ones, which are not,");
        writer.Line("/// get a copy.");
        writer.Line("/// </remarks>");
        writer.Line("public static unsafe class InterpreterLoop<E, V, W, C>");
        WriteConstraints(writer, "IEmitter<V, W, C>, IInterpreterCursor");
        writer.Open();
        writer.Summary("Executes instructions until <see cref=\"IInterpreterCursor.EndBlock\"/> says to stop.");
        writer.Line("public static void Run(ref E emitter)");
        writer.Open();
        writer.Line("E e = emitter;");
        writer.Line("while (true)");
        writer.Open();
        writer.Line("DecodedInstruction* i = e.Next();");
        writer.Line("switch ((Operation)i->Operation)");
        writer.Open();
        WriteCases(writer, set.Main, "i->", instruction => instruction.GoesOn ? "continue;" : "break;");
        writer.Line("case Operation.EndOfBlock:");
        writer.Indented("e.FallThrough();");
        writer.Indented("break;");
        writer.Line("default:");
        writer.Open();
        writer.Line("E copy = e;");
        writer.Line("bool ends = Dispatch<E, V, W, C>.ExecuteRare(ref copy, in *i);");
        writer.Line("e = copy;");
        writer.Line("if (!ends)");
        writer.Indented("continue;");
        writer.Line("break;");
        writer.Close();
        writer.Close();
        writer.Line();
        writer.Line("if (!e.EndBlock())");
        writer.Open();
        writer.Line("emitter = e;");
        writer.Line("return;");
        writer.Close();
        writer.Close();
        writer.Close();
        writer.Close();
        return writer.ToString();
    }

    private static void WriteConstraints(SourceWriter writer, string emitter)
    {
        writer.Indented($"where E : struct, {emitter}");
        writer.Indented("where V : struct, IValue<V, C>");
        writer.Indented("where W : struct, IVector<W, V, C>");
        writer.Indented("where C : struct, ICondition<C>");
    }

    private static void WriteCases(
        SourceWriter writer,
        IEnumerable<InstructionModel> instructions,
        string access,
        Func<InstructionModel, string> ending)
    {
        foreach (InstructionModel instruction in instructions)
        {
            writer.Line($"case Operation.{instruction.Name}:");
            writer.Indented($"{instruction.Call}(ref e{OperandCode.Arguments(instruction, access)});");
            writer.Indented(ending(instruction));
        }
    }
}
