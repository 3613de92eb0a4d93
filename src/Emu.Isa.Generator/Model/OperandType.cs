namespace Emu.Isa.Generator.Model;

/// <summary>
/// What the generator knows about a type that an instruction's parameter may have. The text form is the method of
/// <c>OperandText</c> with the type's name.
/// </summary>
/// <param name="Namespace">The type's namespace.</param>
/// <param name="Name">The type's name.</param>
/// <param name="Small">True when values stand in the byte operands A to D, false when in <c>Immediate</c>.</param>
/// <param name="Signed">True when the encoded bits are sign-extended from the highest one.</param>
/// <param name="Bits">Most bits that a value may have.</param>
internal sealed record OperandType(string Namespace, string Name, bool Small, bool Signed, int Bits)
{
    private static readonly OperandType[] All =
    [
        new("Emu.Isa", "Reg", Small: true, Signed: false, 5) { IsRegister = true },
        new("Emu.Isa", "FReg", Small: true, Signed: false, 5) { IsRegister = true },
        new("Emu.Isa", "Shamt", Small: true, Signed: false, 6),
        new("Emu.Isa", "SmallUImm", Small: true, Signed: false, 8),
        new("Emu.Isa", "Imm", Small: false, Signed: true, 32),
        new("Emu.Isa", "UImm", Small: false, Signed: false, 31),
        new("Emu.Isa", "UpperImm", Small: false, Signed: true, 32),
        new("Emu.Isa", "Offset", Small: false, Signed: true, 32) { IsRelative = true },
        new("Emu.Guest.RiscV", "CsrNumber", Small: false, Signed: false, 12),
        new("Emu.Guest.RiscV", "Ordering", Small: true, Signed: false, 2),
        new("Emu.Guest.RiscV", "FenceSet", Small: true, Signed: false, 4),
        new("Emu.Guest.RiscV", "RoundingMode", Small: true, Signed: false, 3)
        {
            IsEnum = true,
            IsOptional = true,
            Reserved = new uint[] { 5, 6 }.ToEquatableArray(),
        },
    ];

    /// <summary>True when the encoding may hold a compressed register number, <c>rd':3</c>.</summary>
    public bool IsRegister { get; init; }

    /// <summary>True when the text needs the instruction's address.</summary>
    public bool IsRelative { get; init; }

    /// <summary>True when a number needs a cast to become a value; the other types convert implicitly.</summary>
    public bool IsEnum { get; init; }

    /// <summary>True when the syntax may say <c>{, name}</c>.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Encoded values that no instruction accepts.</summary>
    public EquatableArray<uint> Reserved { get; init; }

    /// <summary>The operand type with this full name, or null.</summary>
    public static OperandType? Find(string fullName) =>
        Array.Find(All, type => $"{type.Namespace}.{type.Name}" == fullName);
}
