using System.Text.Json;
using Emu.Model.Options;

namespace Emu.Model.Descriptors;

/// <summary>A property that users may set; the generator makes one from each <see cref="PropertyAttribute"/>.</summary>
/// <param name="Name">The name that users type.</param>
/// <param name="TypeWord">QEMU's word for its type: <c>uint16</c>, <c>size</c>, <c>OnOffAuto</c>,
/// <c>link&lt;iothread&gt;</c>.</param>
/// <param name="Help">What help says behind the name, or an empty text.</param>
/// <param name="Default">The default as JSON; null when there is none.</param>
/// <param name="Set">Reads a value and sets the property of an object.</param>
/// <param name="Get">Writes the property of an object as JSON.</param>
public sealed record PropertyDescriptor(
    string Name, string TypeWord, string Help, string? Default,
    Action<object, OptionValue, PropertyContext> Set, Action<object, Utf8JsonWriter> Get)
{
    /// <summary>Other names that users type.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>True when the object cannot be made without it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>True when the name may be given several times.</summary>
    public bool IsList { get; init; }

    /// <summary>The words that it takes; empty when they are not a few.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>True for the property of that name, or one that has it as another name.</summary>
    public bool IsCalled(string name) => name == Name || Aliases.Contains(name);
}
