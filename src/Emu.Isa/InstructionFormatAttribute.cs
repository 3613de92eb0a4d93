namespace Emu.Isa;

/// <summary>Stands once in a guest's project: what the source generator must know of all of its instructions. Generated code
/// belongs to the namespace of <see cref="Features"/>.</summary>
/// <param name="features">The enumeration of flags by which <c>InstructionSet</c> attributes name what an instruction
/// belongs to.</param>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class InstructionFormatAttribute(Type features) : Attribute
{
    /// <summary>The enumeration.</summary>
    public Type Features { get; } = features;

    /// <summary>The lowest bits of an instruction of 32 bits, in binary, where others have 16 bits; empty when all have
    /// 32.</summary>
    public string LongWhen { get; init; } = "";

    /// <summary>The disassembler writes a space behind each comma between operands.</summary>
    public bool SpacesOperands { get; init; }
}
