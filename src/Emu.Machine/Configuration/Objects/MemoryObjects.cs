using Emu.Core.Time;
using Emu.Model.Descriptors;
using Emu.Model.Options;

namespace Emu.Machine.Configuration.Objects;

/// <summary>The objects that are memory, which are made before the machine has any.</summary>
internal sealed class MemoryObjects : IReferenceResolver, IDisposable
{
    private const string Prefix = "memory-backend-";

    private readonly Dictionary<string, MemoryBackend> all = [];
    private readonly List<MachinePart> parts = [];

    /// <summary>Makes them.</summary>
    /// <param name="objects">All objects of the machine; others are passed over.</param>
    /// <param name="events">The machine's event loop.</param>
    /// <exception cref="ConfigurationException">One cannot be had.</exception>
    public MemoryObjects(IReadOnlyList<ConfiguredItem> objects, EventLoop events)
    {
        try
        {
            foreach (ConfiguredItem item in objects)
                if (IsMemory(item)) Add(item, events);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>True for an object that is memory.</summary>
    public static bool IsMemory(ConfiguredItem item) =>
        item.Options.Text("qom-type")?.StartsWith(Prefix, StringComparison.Ordinal) == true;

    /// <summary>All of them.</summary>
    public IReadOnlyList<MachinePart> Parts => parts;

    /// <summary>The memory of that name; null when there is none.</summary>
    public MemoryBackend? Find(string id) => all.GetValueOrDefault(id);

    /// <inheritdoc/>
    T? IReferenceResolver.Find<T>(string id)
        where T : class => null;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (MemoryBackend each in all.Values) each.Dispose();
        all.Clear();
    }

    private void Add(ConfiguredItem item, EventLoop events)
    {
        try
        {
            string name = item.Options.Text("qom-type")!;
            TypeDescriptor type = MachineTypes.Find(DescriptorKind.Object, name)
                ?? throw new OptionException(MachineTypes.Unknown(DescriptorKind.Object, name));
            string id = item.Options.Text("id") ?? throw new OptionException("Parameter 'id' is missing");
            MemoryBackend made = (MemoryBackend)type.Create!();
            all.Add(id, made);
            Binder.Bind(type, made, item.Options, this, "qom-type", "id");
            made.Complete(id, events);
            parts.Add(new MachinePart(id, name, [(type, made)], made));
        }
        catch (OptionException e)
        {
            throw item.Error(e.Message);
        }
    }
}
