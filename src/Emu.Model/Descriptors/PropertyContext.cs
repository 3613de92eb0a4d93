using Emu.Model.Options;

namespace Emu.Model.Descriptors;

/// <summary>What a property's setter needs beside its value.</summary>
/// <param name="TypeName">Name of the type that the property belongs to, for messages.</param>
/// <param name="References">Finds what is named by id.</param>
public readonly record struct PropertyContext(string TypeName, IReferenceResolver References)
{
    /// <summary>What a value refers to; null for an empty text.</summary>
    /// <param name="name">Of the property.</param>
    /// <param name="value">The id.</param>
    /// <param name="isLink">The property is a link to an object, which has another message.</param>
    /// <exception cref="OptionException">There is none.</exception>
    public T? Resolve<T>(string name, OptionValue value, bool isLink)
        where T : class
    {
        string id = OptionReader.Text(name, value);
        if (id.Length == 0) return null;
        return References.Find<T>(id) ?? throw new OptionException(isLink
            ? $"Device '{id}' not found"
            : $"Property '{TypeName}.{name}' can't find value '{id}'");
    }

    /// <summary>The error for a text that a property's own type does not take.</summary>
    public OptionException DoesNotTake(string name, OptionValue value) =>
        new($"Property '{TypeName}.{name}' doesn't take value '{OptionReader.Text(name, value)}'");
}
