namespace Emu.Guest.Arm64;

/// <summary>Names the features that a class of instruction methods (or one method) belongs to: the CPU must have all of
/// them.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class InstructionSetAttribute(Arm64Features required) : Attribute
{
    /// <summary>Features without which the encodings are undefined.</summary>
    public Arm64Features Required { get; } = required;
}
