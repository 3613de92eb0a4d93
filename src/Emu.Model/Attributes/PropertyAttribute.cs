namespace Emu.Model;

/// <summary>
/// Declares a C# property as one that the user may set: <c>-device X,NAME=VALUE</c>. Its value before anything is set is
/// the default.
/// </summary>
/// <remarks>
/// A property may be a <c>bool</c>, an integer, a <c>string</c>, an enumeration, a nullable one of these, or a reference
/// to something that the user has named by an id. It is set before the device is connected to its bus, by the thread that
/// builds the machine.
/// </remarks>
/// <param name="name">The name that users type.</param>
/// <param name="help">What <c>-device X,help</c> says behind the name; null for what QEMU says of every property of that
/// type.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PropertyAttribute(string name, string? help = null) : Attribute
{
    /// <summary>The name that users type.</summary>
    public string Name { get; } = name;

    /// <summary>The help text.</summary>
    public string? Help { get; } = help;

    /// <summary>The word for the type, where it is not the one that follows from the C# type: <c>size</c>,
    /// <c>str</c>.</summary>
    public string? TypeWord { get; init; }

    /// <summary>The default as help prints it, where it is not the value of a new object; an empty text for a property
    /// that has none.</summary>
    public string? Default { get; init; }

    /// <summary>True when the object cannot be made without it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Other names that users type, between commas.</summary>
    public string? Aliases { get; init; }
}
