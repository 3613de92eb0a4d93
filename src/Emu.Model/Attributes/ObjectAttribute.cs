namespace Emu.Model;

/// <summary>Declares what <c>-object NAME,id=ID</c> makes. The class must be <c>partial</c>.</summary>
/// <param name="name">QEMU's name of the type.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ObjectAttribute(string name) : Attribute
{
    /// <summary>QEMU's name of the type.</summary>
    public string Name { get; } = name;
}
