using Emu.Isa.Generator.Model;

namespace Emu.Model.Generator;

/// <summary>A class that gets a descriptor, or descriptors of its members when it is a base class or a part.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Path">The declarations of the types around it and its own: <c>class A</c>.</param>
/// <param name="FullName">As code names it, with <c>global::</c>.</param>
/// <param name="Base">The nearest base class that has descriptors too, or an empty text.</param>
/// <param name="IsPublic">Others may see it.</param>
/// <param name="CanCreate">It has a constructor without parameters, and no required members.</param>
/// <param name="Kind">The member of <c>DescriptorKind</c>.</param>
/// <param name="Name">What users call it, or an empty text.</param>
/// <param name="Settings">Further members of the descriptor, as initializers.</param>
/// <param name="Properties">What users set.</param>
/// <param name="States">What is saved.</param>
internal sealed record ModelType(
    string Namespace, EquatableArray<string> Path, string FullName, string Base, bool IsPublic, bool CanCreate,
    string Kind, string Name, EquatableArray<string> Settings, EquatableArray<ModelProperty> Properties,
    EquatableArray<ModelState> States)
{
    public bool IsNamed => Kind != "Part";
}

/// <summary>A property that users set.</summary>
/// <param name="Member">Its name in C#.</param>
/// <param name="Name">Its name for users, as a literal.</param>
/// <param name="TypeWord">QEMU's word for its type, as a literal.</param>
/// <param name="Help">As a literal.</param>
/// <param name="Default">The default in JSON as a literal, or <c>null</c>.</param>
/// <param name="Settings">Further members of the descriptor, as initializers.</param>
/// <param name="Type">Its C# type.</param>
/// <param name="Read">The expression that makes its value of <c>v</c>, with the context <c>c</c>.</param>
/// <param name="Write">The statement that writes the value <c>x</c> to <c>w</c>.</param>
/// <param name="IsInitOnly">It can be set only while the object is made, or through its accessor.</param>
internal sealed record ModelProperty(
    string Member, string Name, string TypeWord, string Help, string Default, string Settings, string Type, string Read,
    string Write, bool IsInitOnly);

/// <summary>A member that is saved.</summary>
/// <param name="Member">Its name in C#.</param>
/// <param name="Name">Its name in the saved state, as a literal.</param>
/// <param name="IsOptional">A saved state may lack it.</param>
/// <param name="Save">The statement that writes the value <c>x</c> to <c>w</c>.</param>
/// <param name="Load">The statement that sets the member of <c>t</c> from <c>e</c>.</param>
internal sealed record ModelState(string Member, string Name, bool IsOptional, string Save, string Load);

/// <summary>What came of reading a class.</summary>
/// <param name="Type">The class, unless something is wrong with it.</param>
/// <param name="Problems">What is wrong, and where.</param>
internal sealed record ModelReading(ModelType? Type, EquatableArray<PlacedProblem> Problems);

/// <summary>A build error and its place.</summary>
internal sealed record PlacedProblem(Problem Problem, SourceLocation Location);
