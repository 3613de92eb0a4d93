namespace Emu.Model;

/// <summary>Declares what <c>-blockdev driver=NAME</c> makes, or its options. The class must be <c>partial</c>.</summary>
/// <param name="name">QEMU's name: <c>qcow2</c>, <c>file</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class BlockDriverAttribute(string name) : Attribute
{
    /// <summary>QEMU's name.</summary>
    public string Name { get; } = name;
}
