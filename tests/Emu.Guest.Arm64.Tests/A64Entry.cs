using System.Reflection;
using Emu.Isa;
using Emu.Testing;

namespace Emu.Guest.Arm64.Tests;

/// <summary>One instruction method of <c>Emu.Guest.Arm64</c> as its attributes describe it.</summary>
/// <param name="Group">Name of the class, such as <c>LoadStorePair</c>.</param>
/// <param name="Name">Name of the method.</param>
/// <param name="Syntax">The assembly form.</param>
/// <param name="Pattern">The encoding.</param>
public sealed record A64Entry(string Group, string Name, string Syntax, EncodingPattern Pattern)
{
    private const BindingFlags StaticMethods =
        BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>All instructions there are.</summary>
    public static IReadOnlyList<A64Entry> All { get; } =
    [
        .. from type in typeof(Arm64Features).Assembly.GetTypes()
           from method in type.GetMethods(StaticMethods)
           let attribute = method.GetCustomAttribute<InstructionAttribute>()
           where attribute is not null
           let @group = type.Name.Split('`')[0]
           orderby @group, method.Name
           select new A64Entry(@group, method.Name, attribute.Syntax, new(attribute.Encoding)),
    ];

    /// <summary>The instruction of that method name.</summary>
    public static A64Entry Of(string name) => All.Single(entry => entry.Name == name);

    /// <summary>True when an operand is an address in memory.</summary>
    public bool HasAddress => Syntax.Contains("[{rn}", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
