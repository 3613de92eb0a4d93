using Emu.Model.Options;

namespace Emu.Cli.CommandLine;

/// <summary>What <c>-numa</c> says: that all CPUs and all memory are one node.</summary>
internal sealed record NumaNode
{
    private const int LocalDistance = 10;
    private const ulong Megabyte = 1 << 20;

    /// <summary>The node was named.</summary>
    public bool IsNamed { get; private init; }

    /// <summary>The object that has the node's memory, or null.</summary>
    public string? MemoryBackend { get; private init; }

    /// <summary>Reads all <c>-numa</c> options together.</summary>
    /// <param name="values">The options.</param>
    /// <param name="cpus">Number of CPUs.</param>
    /// <param name="memorySize">Bytes of memory.</param>
    /// <exception cref="CommandLineException">They ask for another node, or do not fit the machine.</exception>
    public static NumaNode Parse(IReadOnlyList<string> values, int cpus, ulong memorySize)
    {
        NumaNode node = new();
        foreach (string value in values)
        {
            try
            {
                node = node.With(KeyValueGrammar.Parse(value, "type"), cpus, memorySize);
            }
            catch (OptionException e)
            {
                throw new CommandLineException($"-numa {value}: {e.Message}");
            }
        }

        return node;
    }

    private NumaNode With(OptionTree options, int cpus, ulong memorySize)
    {
        switch (options.Text("type"))
        {
            case "node" when !IsNamed:
                return WithNode(options, cpus, memorySize);
            case "dist" when IsNamed:
                CheckDistance(options);
                return this;
            case "node" or "dist" or "cpu":
                throw new OptionException("the machine has one node, of number 0, named once before its distance; leave it out");
            default:
                throw new OptionException("memory has no further attributes here; leave it out");
        }
    }

    private NumaNode WithNode(OptionTree options, int cpus, ulong memorySize)
    {
        NumaNode node = this with { IsNamed = true };
        foreach ((string name, OptionValue value) in options.Members)
        {
            switch (name)
            {
                case "type":
                    break;
                case "nodeid" or "initiator":
                    if (OptionReader.Integer<ushort>(name, value) != 0) throw new OptionException("the machine has one node, of number 0");
                    break;
                case "cpus":
                    CheckCpus(value.Text, cpus);
                    break;
                case "mem":
                    if (!ByteSize.TryParse(value.Text, Megabyte, out ulong bytes) || bytes != memorySize)
                        throw new OptionException($"total memory for NUMA nodes (0x{bytes:x}) should equal RAM size (0x{memorySize:x})");
                    break;
                case "memdev":
                    node = node with { MemoryBackend = OptionReader.Text(name, value) };
                    break;
                default:
                    throw new OptionException($"Invalid parameter '{name}'");
            }
        }

        return node;
    }

    private static void CheckCpus(string text, int cpus)
    {
        string[] ends = text.Split('-', 2);
        if (!int.TryParse(ends[0], out int first) || !int.TryParse(ends[^1], out int last) || first < 0 || last < first)
            throw new OptionException($"Parameter 'cpus' expects N or N-M, not '{text}'");
        if (last >= cpus)
            throw new OptionException($"CPU index ({last}) should be smaller than maxcpus ({cpus})");
    }

    private static void CheckDistance(OptionTree options)
    {
        foreach ((string name, OptionValue value) in options.Members)
        {
            if (name == "type") continue;
            int number = OptionReader.Integer<ushort>(name, value);
            if (name is "src" or "dst" ? number != 0 : name != "val" || number != LocalDistance)
                throw new OptionException($"the machine has one node, whose distance to itself is {LocalDistance}");
        }
    }
}
