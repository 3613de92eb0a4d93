using Emu.Machine;
using Emu.Machine.Configuration;
using Emu.Model.Options;

namespace Emu.Cli.CommandLine;

/// <summary>What the options say about memory together: <c>-m</c>, <c>-machine memory-backend=</c>, <c>-numa</c>,
/// <c>-mem-path</c> and <c>-mem-prealloc</c>.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="HasNode">The one node was named.</param>
/// <param name="Configuration">The configuration with the objects that short options stand for.</param>
internal sealed record MemoryWords(ulong Size, bool HasNode, MachineConfiguration Configuration)
{
    private const string Prefix = "memory-backend-";

    /// <summary>Reads them all.</summary>
    /// <param name="values">The options.</param>
    /// <param name="machine">What <c>-machine</c> says.</param>
    /// <param name="configuration">The configuration without them.</param>
    /// <param name="cpus">Number of CPUs.</param>
    /// <exception cref="CommandLineException">They contradict each other.</exception>
    public static MemoryWords Read(SystemValues values, MachineProperties machine, MachineConfiguration configuration, int cpus)
    {
        string? backend = machine.MemoryBackend;
        string ownBackend = machine.Board.MemoryName;
        foreach (ConfiguredItem item in configuration.Objects)
            if (values.Has("-mem-prealloc") && IsMemory(item)) item.Options.SetDefault("prealloc", "on");
        ulong? given = values.Last("-m") is { } size ? MemorySize.Parse(size) : null;
        ulong bytes = given ?? SizeOf(backend, configuration) ?? MachineOptions.DefaultMemorySize;
        NumaNode node = NumaNode.Parse(values.All("-numa"), cpus, bytes);
        if (node.MemoryBackend is not null && backend is not null)
            throw new CommandLineException("'-machine memory-backend' and '-numa memdev' properties are mutually exclusive");
        if (node.MemoryBackend is { } own && SizeOf(own, configuration) is { } nodeSize && nodeSize != bytes)
            throw new CommandLineException($"total memory for NUMA nodes (0x{nodeSize:x}) should equal RAM size (0x{bytes:x})");
        backend ??= node.MemoryBackend;
        string? path = values.LastPath("-mem-path");
        if (path is null && (backend is not null || !values.Has("-mem-prealloc")))
            return new MemoryWords(bytes, node.IsNamed, configuration with { MemoryBackend = backend });
        if (backend is not null)
            throw new CommandLineException($"-mem-path {path}: the memory is the object '{backend}' already; leave one out");
        ConfiguredItem made = Write(ownBackend, path, bytes, values.Has("-mem-prealloc"));
        return new MemoryWords(bytes, node.IsNamed, configuration with
        {
            Objects = [.. configuration.Objects, made],
            MemoryBackend = ownBackend,
        });
    }

    private static ConfiguredItem Write(string name, string? path, ulong bytes, bool isPreallocated)
    {
        OptionTree tree = new();
        tree.Add("qom-type", path is null ? "memory-backend-ram" : "memory-backend-file");
        tree.Add("id", name);
        tree.Add("size", $"{bytes}");
        if (path is not null) tree.Add("mem-path", path);
        if (isPreallocated) tree.Add("prealloc", "on");
        return new ConfiguredItem(path is null ? "-mem-prealloc" : $"-mem-path {path}", tree);
    }

    private static bool IsMemory(ConfiguredItem item) =>
        item.Options.Text("qom-type")?.StartsWith(Prefix, StringComparison.Ordinal) == true;

    /// <summary>The size of an object; null when there is none, of which the machine tells when it is built.</summary>
    private static ulong? SizeOf(string? backend, MachineConfiguration configuration)
    {
        ConfiguredItem? item = backend is null ? null
            : configuration.Objects.FirstOrDefault(each => IsMemory(each) && each.Options.Text("id") == backend);
        if (item?.Options.Find("size") is not { } size) return null;
        try
        {
            return OptionReader.Size<ulong>("size", size);
        }
        catch (OptionException e)
        {
            throw new CommandLineException($"{item.Origin}: {e.Message}");
        }
    }
}
