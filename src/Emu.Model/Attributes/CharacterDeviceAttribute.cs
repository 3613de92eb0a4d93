namespace Emu.Model;

/// <summary>Declares what <c>-chardev KIND,id=ID</c> makes, or its options. The class must be <c>partial</c>.</summary>
/// <param name="kind">QEMU's name: <c>socket</c>, <c>pty</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class CharacterDeviceAttribute(string kind) : Attribute
{
    /// <summary>QEMU's name.</summary>
    public string Kind { get; } = kind;
}
