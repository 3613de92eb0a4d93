namespace Emu.Guest.Toy;

/// <summary>Names the features that instructions belong to.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class InstructionSetAttribute(ToyFeatures required) : Attribute
{
    /// <summary>Features without which the encodings are illegal.</summary>
    public ToyFeatures Required { get; } = required;
}
