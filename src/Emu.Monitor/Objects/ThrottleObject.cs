using Emu.Block;
using Emu.Block.Graph;
using Emu.Model.Options;
using Emu.Monitor.Commands;

namespace Emu.Monitor.Objects;

/// <summary>What clients read and set of a group of limits while its machine runs.</summary>
internal static class ThrottleObject
{
    /// <summary>The type's name.</summary>
    public const string Type = "throttle-group";

    private const string Limits = "limits";

    /// <summary>What the type's objects have: all limits together, and each by itself.</summary>
    public static IReadOnlyList<PropertyInfo> Describe { get; } =
        [new(Limits, "ThrottleLimits"), .. ThrottleLimits.Names.Select(name => new PropertyInfo($"x-{name}", "int"))];

    /// <summary>The properties, with their values.</summary>
    public static IEnumerable<ObjectProperty> Properties(ThrottleGroup group)
    {
        ThrottleLimits limits = group.Limits;
        yield return new ObjectProperty(Limits, "ThrottleLimits", writer =>
        {
            writer.WriteStartObject();
            foreach (string name in ThrottleLimits.Names) writer.WriteNumber(name, limits[name]);
            writer.WriteEndObject();
        })
        {
            Set = value => SetLimits(group, value),
        };
        foreach (string name in ThrottleLimits.Names)
        {
            yield return new ObjectProperty($"x-{name}", "int", writer => writer.WriteNumberValue(limits[name]))
            {
                Set = _ => throw new CommandException("Property cannot be set after initialization"),
            };
        }
    }

    /// <summary>Changes the limits that are given, and leaves the others.</summary>
    private static void SetLimits(ThrottleGroup group, OptionValue value)
    {
        OptionTree given = value.Tree ?? throw new CommandException($"Invalid parameter type for '{Limits}', expected: object");
        foreach ((string name, OptionValue limit) in given.Members)
        {
            if (!ThrottleLimits.Names.Contains(name)) throw new CommandException($"Parameter '{Limits}.{name}' is unexpected");
            if (limit.Kind != OptionKind.Number) throw new CommandException($"Invalid parameter type for '{Limits}.{name}', expected: integer");
        }

        try
        {
            group.Limits = group.Limits.With(
                name => given.Find(name) is { } limit ? OptionReader.Integer<long>(name, limit) : null);
        }
        catch (BlockException e)
        {
            throw new CommandException(e.Message);
        }
    }
}
