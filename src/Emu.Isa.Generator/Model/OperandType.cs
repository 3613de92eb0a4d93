using Microsoft.CodeAnalysis;

namespace Emu.Isa.Generator.Model;

/// <summary>
/// What the generator knows about a type that an instruction's parameter may have, from its <c>OperandAttribute</c>. The
/// text form is the method of <c>OperandText</c> with the type's name.
/// </summary>
/// <param name="Name">The type's name.</param>
/// <param name="Bits">Most bits that a value may have.</param>
internal sealed record OperandType(string Name, int Bits)
{
    private const string AttributeName = "Emu.Isa.OperandAttribute";

    /// <summary>True when values stand in the byte operands A to D, false when in <c>Immediate</c>.</summary>
    public bool Small { get; init; }

    /// <summary>True when the encoded bits are sign-extended from the highest one.</summary>
    public bool Signed { get; init; }

    /// <summary>True when the encoding may hold a compressed register number, <c>rd':3</c>.</summary>
    public bool IsRegister { get; init; }

    /// <summary>True when the text needs the instruction's address.</summary>
    public bool IsRelative { get; init; }

    /// <summary>True when the syntax may say <c>{, name}</c>.</summary>
    public bool IsOptional { get; init; }

    /// <summary>True when a method of <c>OperandDecoding</c> makes the value of the encoded bits.</summary>
    public bool IsDecoded { get; init; }

    /// <summary>True when a method of <c>OperandDecoding</c> says which encoded bits are accepted.</summary>
    public bool IsChecked { get; init; }

    /// <summary>Encoded values that no instruction accepts.</summary>
    public EquatableArray<uint> Reserved { get; init; }

    /// <summary>What the attribute of a type says, or null when it has none.</summary>
    public static OperandType? Of(ITypeSymbol type)
    {
        AttributeData? attribute = type.GetAttributes()
            .FirstOrDefault(each => each.AttributeClass?.ToDisplayString() == AttributeName);
        if (attribute?.ConstructorArguments.FirstOrDefault().Value is not int bits) return null;
        return new(type.Name, bits)
        {
            Small = Is("IsSmall"),
            Signed = Is("IsSigned"),
            IsRegister = Is("IsRegister"),
            IsRelative = Is("IsRelative"),
            IsOptional = Is("IsOptional"),
            IsDecoded = Is("IsDecoded"),
            IsChecked = Is("IsChecked"),
            Reserved = attribute.NamedArguments.Where(pair => pair.Key == "Reserved")
                .SelectMany(pair => pair.Value.Values.Select(value => Convert.ToUInt32(value.Value))).ToEquatableArray(),
        };

        bool Is(string name) => attribute.NamedArguments.Any(pair => pair.Key == name && pair.Value.Value is true);
    }
}
