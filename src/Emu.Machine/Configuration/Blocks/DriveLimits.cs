using System.Globalization;
using Emu.Block.Graph;
using Emu.Model.Options;

namespace Emu.Machine.Configuration.Blocks;

/// <summary>Limits that a node has for its disk, as those that <c>-drive</c> makes: <c>throttling.bps-total=...</c>, and the group that they
/// are for.</summary>
/// <param name="GroupName">The name of the group.</param>
/// <param name="Limits">The limits, of which there are some.</param>
internal sealed record DriveLimits(string GroupName, ThrottleLimits Limits)
{
    /// <summary>The member of a node's options that has them.</summary>
    public const string Option = "throttling";

    private const string Group = "group";

    /// <summary>Reads the limits of a drive; null when it has none.</summary>
    /// <param name="drive">Its options.</param>
    /// <param name="name">Its name, which is that of its group unless it names one.</param>
    /// <exception cref="OptionException">One is not known, or is no number.</exception>
    /// <exception cref="Emu.Block.BlockException">They contradict each other.</exception>
    public static DriveLimits? Read(OptionTree drive, string name)
    {
        if (drive.Find(Option) is not { } given) return null;
        if (given.Tree is not { } tree) throw new OptionException($"Parameter '{Option}' is unexpected");
        foreach ((string each, _) in tree.Members)
            if (each != Group && !ThrottleLimits.Names.Contains(each)) throw new OptionException($"Parameter '{Option}.{each}' is unexpected");
        ThrottleLimits limits = ThrottleLimits.Of(each => tree.Find(each) is { } value ? Number($"{Option}.{each}", value) : null);
        return limits.IsUnlimited ? null : new DriveLimits(tree.Text(Group) ?? name, limits);
    }

    /// <summary>The group with these limits, for one more that keeps it.</summary>
    public ThrottleGroup Join(ThrottleGroups groups)
    {
        ThrottleGroup group = groups.Join(GroupName);
        group.Limits = Limits;
        return group;
    }

    private static long Number(string name, OptionValue value)
    {
        // Negative numbers are told of as limits that are out of their range.
        string text = value.IsText || value.Kind == OptionKind.Number ? value.Text : "";
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)) return number;
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            && long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number))
            return number;
        throw new OptionException($"Parameter '{name}' expects a number");
    }
}
