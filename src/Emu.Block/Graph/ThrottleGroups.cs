namespace Emu.Block.Graph;

/// <summary>The groups of limits of a machine, by name. A group is there as long as something keeps it. Any thread.</summary>
public sealed class ThrottleGroups
{
    // Guarded by itself; groups lock themselves inside.
    private readonly Dictionary<string, ThrottleGroup> groups = [];

    /// <summary>The group of a name; null when there is none.</summary>
    public ThrottleGroup? Find(string name)
    {
        lock (groups) return groups.GetValueOrDefault(name) is { Users: > 0 } group ? group : null;
    }

    /// <summary>The group of a name for one more that keeps it, who must <see cref="ThrottleGroup.Leave"/> it; made when there is
    /// none.</summary>
    public ThrottleGroup Join(string name)
    {
        lock (groups)
        {
            if (Find(name) is not { } group) groups[name] = group = new ThrottleGroup(name);
            group.Join();
            return group;
        }
    }
}
