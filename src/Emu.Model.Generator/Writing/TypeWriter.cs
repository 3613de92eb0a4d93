namespace Emu.Model.Generator.Writing;

/// <summary>Writes the descriptors of a class into a nested class of it, where private members can be seen.</summary>
internal static class TypeWriter
{
    private const string Descriptors = "global::Emu.Model.Descriptors";

    public static string Write(ModelType type)
    {
        SourceWriter writer = new(type.Namespace);
        foreach (string each in type.Path)
        {
            writer.Line($"partial {each}");
            writer.Open();
        }

        writer.Line("/// <summary>What the command line and saved states know of the class.</summary>");
        string hiding = type.Base.Length == 0 ? "" : "new ";
        writer.Line($"{hiding}{(type.IsPublic ? "public" : "internal")} static class ModelMembers");
        writer.Open();
        WriteProperties(writer, type);
        WriteStates(writer, type);
        if (type.IsNamed) WriteDescriptor(writer, type);
        foreach (ModelProperty property in type.Properties.Where(property => property.IsInitOnly))
        {
            writer.Line("[global::System.Runtime.CompilerServices.UnsafeAccessor("
                + $"global::System.Runtime.CompilerServices.UnsafeAccessorKind.Method, Name = \"set_{property.Member}\")]");
            writer.Line($"private static extern void Set_{property.Member}({type.FullName} t, {property.Type} value);");
        }

        writer.Close();
        for (int i = 0; i < type.Path.Count; i++) writer.Close();
        return writer.ToString();
    }

    private static void WriteProperties(SourceWriter writer, ModelType type)
    {
        writer.Line("/// <summary>What users set, that of base classes first.</summary>");
        string list = $"global::System.Collections.Generic.IReadOnlyList<{Descriptors}.PropertyDescriptor>";
        writer.Line($"public static {list} Properties {{ get; }} =");
        writer.Line("[");
        if (type.Base.Length != 0) writer.Line($"    .. {type.Base}.ModelMembers.Properties,");
        foreach (ModelProperty each in type.Properties)
        {
            string set = each.IsInitOnly
                ? $"Set_{each.Member}(({type.FullName})t, {each.Read})"
                : $"(({type.FullName})t).{each.Member} = {each.Read}";
            writer.Line($"    new {Descriptors}.PropertyDescriptor(");
            writer.Line($"        {each.Name}, {each.TypeWord}, {each.Help}, {each.Default},");
            writer.Line($"        static (t, v, c) => {set},");
            writer.Line($"        static (t, w) => {{ var x = (({type.FullName})t).{each.Member}; {each.Write} }})");
            writer.Line($"    {{ {each.Settings} }},");
        }

        writer.Line("];");
        writer.Line("");
    }

    private static void WriteStates(SourceWriter writer, ModelType type)
    {
        writer.Line("/// <summary>What is saved, that of base classes first.</summary>");
        string list = $"global::System.Collections.Generic.IReadOnlyList<{Descriptors}.StateDescriptor>";
        writer.Line($"public static {list} State {{ get; }} =");
        writer.Line("[");
        if (type.Base.Length != 0) writer.Line($"    .. {type.Base}.ModelMembers.State,");
        foreach (ModelState each in type.States)
        {
            writer.Line($"    new {Descriptors}.StateDescriptor({each.Name}, {(each.IsOptional ? "true" : "false")},");
            writer.Line($"        static (o, w) => {{ var x = (({type.FullName})o).{each.Member}; {each.Save} }},");
            writer.Line($"        static (o, e) => {{ var t = ({type.FullName})o; {each.Load} }}),");
        }

        writer.Line("];");
        writer.Line("");
    }

    private static void WriteDescriptor(SourceWriter writer, ModelType type)
    {
        writer.Line("/// <summary>The class as users name it.</summary>");
        writer.Line($"public static {Descriptors}.TypeDescriptor Descriptor {{ get; }} = new()");
        writer.Open();
        writer.Line($"Kind = {Descriptors}.DescriptorKind.{type.Kind},");
        writer.Line($"Name = {SourceWriter.Literal(type.Name)},");
        writer.Line($"Target = typeof({type.FullName}),");
        foreach (string setting in type.Settings) writer.Line($"{setting},");
        if (type.CanCreate) writer.Line($"Create = static () => new {type.FullName}(),");
        writer.Line("Properties = static () => ModelMembers.Properties,");
        writer.Line("State = static () => ModelMembers.State,");
        writer.Close("};");
        writer.Line("");
    }
}
