namespace Emu.Isa;

/// <summary>Makes a structure the type of operands: what the source generator must know of it. Numbers convert to it
/// implicitly, and the guest's <c>OperandText</c> has a method of its name that prints them.</summary>
/// <param name="bits">Most bits that a value may have.</param>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class OperandAttribute(int bits) : Attribute
{
    /// <summary>Most bits that a value may have.</summary>
    public int Bits { get; } = bits;

    /// <summary>Values stand in the byte operands A to D of a decoded instruction, not in its immediate.</summary>
    public bool IsSmall { get; init; }

    /// <summary>The encoded bits are sign-extended from the highest one.</summary>
    public bool IsSigned { get; init; }

    /// <summary>The encoding may hold a compressed register number, <c>rd':3</c>.</summary>
    public bool IsRegister { get; init; }

    /// <summary>The text needs the instruction's address.</summary>
    public bool IsRelative { get; init; }

    /// <summary>The syntax may say <c>{, name}</c>, which <c>OperandText</c> prints with a method whose name begins with
    /// <c>Optional</c>.</summary>
    public bool IsOptional { get; init; }

    /// <summary>The guest's <c>OperandDecoding</c> has a method of the type's name, which makes the operand of the encoded bits,
    /// as a number; the text is still that of the bits.</summary>
    public bool IsDecoded { get; init; }

    /// <summary>The guest's <c>OperandDecoding</c> has a method whose name is <c>Accepts</c> and the type's, which says of the
    /// encoded bits whether an instruction may have them.</summary>
    public bool IsChecked { get; init; }

    /// <summary>Encoded values that no instruction accepts.</summary>
    public byte[] Reserved { get; init; } = [];
}
