using System.Reflection;
using Emu.Guest.RiscV;
using Emu.Isa;

namespace Emu.Testing;

/// <summary>
/// One instruction method of <c>Emu.Guest.RiscV</c> as its attribute describes it, for tests that make words of it.
/// </summary>
/// <param name="Group">Name of the class, such as <c>BaseIntegers</c>.</param>
/// <param name="Name">Name of the method.</param>
/// <param name="Syntax">The assembly form.</param>
/// <param name="Flow">How it moves the flow of control; of an alias, always <see cref="Flow.Next"/>.</param>
/// <param name="Pattern">The encoding.</param>
public sealed record InstructionEntry(string Group, string Name, string Syntax, Flow Flow, EncodingPattern Pattern)
{
    private const BindingFlags StaticMethods =
        BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>All instructions there are, aliases included.</summary>
    public static IReadOnlyList<InstructionEntry> All { get; } =
    [
        .. from type in typeof(Extensions).Assembly.GetTypes()
           from method in type.GetMethods(StaticMethods)
           let attribute = method.GetCustomAttribute<InstructionAttribute>()
           where attribute is not null
           let @group = type.Name.Split('`')[0]
           orderby @group, method.Name
           select new InstructionEntry(@group, method.Name, attribute.Syntax, attribute.Flow, new(attribute.Encoding)),
    ];

    /// <summary>The instruction of that method name.</summary>
    public static InstructionEntry Of(string name) => All.Single(entry => entry.Name == name);

    /// <summary>
    /// True when an operand of the assembly form is an address in memory, <c>{imm}({rs1})</c>, <c>{imm}(sp)</c> or
    /// <c>({rs1})</c>.
    /// </summary>
    public bool AccessesMemory => AddressRegister is not null && Name is not "Jalr";

    /// <summary>The register that an access's address is based on: a field, or <c>sp</c>.</summary>
    public string? AddressRegister =>
        Syntax.Contains("({rs1})", StringComparison.Ordinal) ? Pattern.Has("rs1'") ? "rs1'" : "rs1"
        : Syntax.Contains("(sp)", StringComparison.Ordinal) ? "sp"
        : null;

    /// <summary>The method's name: what a test is called after.</summary>
    public override string ToString() => Name;
}
