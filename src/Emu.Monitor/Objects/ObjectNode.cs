using Emu.Core.Memory;

namespace Emu.Monitor.Objects;

/// <summary>An object in the tree, as it is at one moment.</summary>
/// <param name="type">The name of its type.</param>
internal sealed class ObjectNode(string type)
{
    private readonly List<ObjectProperty> properties = [ObjectProperty.Text("type", type)];
    private readonly List<(string Name, ObjectNode Node)> children = [];

    /// <summary>The name of its type.</summary>
    public string Type { get; } = type;

    /// <summary>What messages call it; null for an object without a name.</summary>
    public string? Id { get; init; }

    /// <summary>The device of the board that it is; null for another object.</summary>
    public IMmioDevice? Device { get; init; }

    /// <summary>Its properties, but for what is below it.</summary>
    public IReadOnlyList<ObjectProperty> Properties => properties;

    /// <summary>What is below it.</summary>
    public IReadOnlyList<(string Name, ObjectNode Node)> Children => children;

    /// <summary>Adds properties.</summary>
    public void Add(params IEnumerable<ObjectProperty> added) => properties.AddRange(added);

    /// <summary>Puts an object below this one, and returns it.</summary>
    public ObjectNode Add(string name, ObjectNode node)
    {
        children.Add((name, node));
        return node;
    }

    /// <summary>The object of that name below this one; made when there is none.</summary>
    public ObjectNode FindOrAdd(string name, string type) => Find(name) ?? Add(name, new ObjectNode(type));

    /// <summary>The object of that name below this one; null when there is none.</summary>
    public ObjectNode? Find(string name) => children.FirstOrDefault(child => child.Name == name).Node;
}
