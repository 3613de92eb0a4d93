using Emu.Model.Options;

namespace Emu.Model.Descriptors;

/// <summary>Sets the properties of an object from the options that the user gave for it.</summary>
public static class Binder
{
    /// <summary>Sets every property that a tree names.</summary>
    /// <param name="type">The object's type.</param>
    /// <param name="target">The object.</param>
    /// <param name="options">Names and values; <paramref name="handled"/> are passed over.</param>
    /// <param name="references">Finds what is named by id.</param>
    /// <param name="handled">Names that the caller deals with: <c>driver</c>, <c>id</c>, <c>bus</c>.</param>
    /// <exception cref="OptionException">A name is not known, a value is wrong, or a required one is missing.</exception>
    public static void Bind(
        TypeDescriptor type, object target, OptionTree options, IReferenceResolver references,
        params ReadOnlySpan<string> handled)
    {
        ArgumentNullException.ThrowIfNull(type);
        Bind(type.Name, type, target, options, references, handled);
    }

    /// <summary>As the other form, for a type that the user has named otherwise.</summary>
    /// <param name="typeName">The name for messages.</param>
    /// <param name="type">The object's type.</param>
    /// <param name="target">The object.</param>
    /// <param name="options">Names and values; <paramref name="handled"/> are passed over.</param>
    /// <param name="references">Finds what is named by id.</param>
    /// <param name="handled">Names that the caller deals with.</param>
    /// <exception cref="OptionException">A name is not known, a value is wrong, or a required one is missing.</exception>
    public static void Bind(
        string typeName, TypeDescriptor type, object target, OptionTree options, IReferenceResolver references,
        params ReadOnlySpan<string> handled)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(options);
        PropertyContext context = new(typeName, references);
        IReadOnlyList<PropertyDescriptor> properties = type.Properties();
        HashSet<PropertyDescriptor> given = [];
        foreach ((string name, OptionValue member) in Flatten(options, "", properties))
        {
            if (handled.Contains(name)) continue;
            PropertyDescriptor property = properties.FirstOrDefault(each => each.IsCalled(name))
                ?? throw NotFound(typeName, type, name);
            if (!given.Add(property)) continue;
            OptionValue value = property.IsList ? OptionValue.Of([.. options.All(name)]) : options.Find(name) ?? member;
            property.Set(target, value, context);
        }

        foreach (PropertyDescriptor property in properties)
            if (property.IsRequired && !given.Contains(property))
                throw new OptionException($"Parameter '{property.Name}' is missing");
    }

    /// <summary>The members of a tree; those of a tree in it, when properties are declared for them: <c>addr.type</c>.</summary>
    private static IEnumerable<(string Name, OptionValue Value)> Flatten(
        OptionTree options, string prefix, IReadOnlyList<PropertyDescriptor> properties)
    {
        foreach ((string name, OptionValue value) in options.Members)
        {
            string full = prefix + name, within = full + ".";
            if (value.Tree is { } tree && properties.Any(each => each.Name.StartsWith(within, StringComparison.Ordinal)))
            {
                foreach ((string, OptionValue) member in Flatten(tree, within, properties)) yield return member;
            }
            else yield return (full, value);
        }
    }

    private static OptionException NotFound(string typeName, TypeDescriptor type, string name)
    {
        string message = type.Kind switch
        {
            DescriptorKind.Device => $"Property '{typeName}.{name}' not found",
            DescriptorKind.BlockDriver => $"Parameter '{name}' is unexpected",
            _ => $"Invalid parameter '{name}'",
        };
        string? nearest = Spelling.Nearest(name, type.Properties().Select(each => each.Name));
        return new OptionException(nearest is null ? message : $"{message}; did you mean '{nearest}'?");
    }
}
