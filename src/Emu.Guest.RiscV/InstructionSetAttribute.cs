namespace Emu.Guest.RiscV;

/// <summary>Names the extensions that a class of instruction methods (or one method) belongs to: all of them must be
/// enabled.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class InstructionSetAttribute(Extensions required) : Attribute
{
    /// <summary>Extensions without which the encodings are illegal.</summary>
    public Extensions Required { get; } = required;
}
