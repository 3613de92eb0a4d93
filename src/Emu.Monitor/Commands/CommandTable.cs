namespace Emu.Monitor.Commands;

/// <summary>All commands.</summary>
internal static class CommandTable
{
    private static readonly Lazy<Dictionary<string, Command>> Commands = new(() => new Command[][]
    {
        [.. RunCommands.All],
        [.. MachineCommands.All],
        [.. DeviceCommands.All],
        [.. PciCommands.All],
        [.. BlockCommands.All],
        [.. JobCommands.All],
        [.. DescriptorCommands.All],
        [.. ChardevCommands.All],
        [.. RingCommands.All],
        [.. MigrationCommands.All],
        [.. ObjectCommands.All],
        [.. OptionCommands.All],
        [.. TraceCommands.All],
        [.. MemoryCommands.All],
        [.. AnnounceCommands.All],
        [.. SchemaCommands.All],
        [.. HmpCommands.All],
    }.SelectMany(group => group).ToDictionary(command => command.Name, StringComparer.Ordinal));

    /// <summary>All of them.</summary>
    public static IEnumerable<Command> All => Commands.Value.Values;

    /// <summary>The command of a name; null when there is none.</summary>
    public static Command? Find(string name) => Commands.Value.GetValueOrDefault(name);
}
