namespace Emu.Model.Generator.Writing;

/// <summary>Writes the table of all named classes of an assembly.</summary>
internal static class TableWriter
{
    public static string Write(string assembly, IReadOnlyList<ModelType> types)
    {
        SourceWriter writer = new(assembly);
        writer.Line("/// <summary>All that the command line can name of this assembly.</summary>");
        writer.Line("public static class ModelTable");
        writer.Open();
        writer.Line("/// <summary>The types, sorted by name.</summary>");
        writer.Line("public static global::System.Collections.Generic.IReadOnlyList<"
            + "global::Emu.Model.Descriptors.TypeDescriptor> Types { get; } =");
        writer.Line("[");
        foreach (ModelType type in types) writer.Line($"    {type.FullName}.ModelMembers.Descriptor,");
        writer.Line("];");
        writer.Close();
        return writer.ToString();
    }
}
