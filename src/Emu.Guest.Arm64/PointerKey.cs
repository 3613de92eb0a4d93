using Emu.Isa;

namespace Emu.Guest.Arm64;

/// <summary>
/// A key of pointer authentication and what is computed with it: in bits 1 and 0 IA, IB, DA or DB, and in bit 3 whether the
/// algorithm is QARMA5, which no encoding says. In an instruction's first operand.
/// </summary>
[Operand(4, IsSmall = true)]
public readonly record struct PointerKey(byte Bits)
{
    private const byte StandardBit = 8;

    public static implicit operator PointerKey(byte bits) => new(bits);

    /// <summary>True when codes are computed by QARMA5.</summary>
    public bool IsStandard => (Bits & StandardBit) != 0;

    /// <summary>0 to 3: IA, IB, DA, DB.</summary>
    public int Number => Bits & 3;

    /// <summary>Makes an instruction that has a key, or computes a code otherwise, use QARMA5.</summary>
    public static void ChooseStandard(ref DecodedInstruction instruction)
    {
        if ((Operation)instruction.Operation is Operation.PacKey or Operation.PacKeyZero or Operation.AutKey or Operation.AutKeyZero
            or Operation.Pacga or Operation.Pac1716 or Operation.Aut1716 or Operation.PacLinkZero or Operation.PacLinkSp
            or Operation.AutLinkZero or Operation.AutLinkSp or Operation.BrKey or Operation.BrKeyZero or Operation.BlrKey
            or Operation.BlrKeyZero or Operation.RetKey or Operation.LdrKeyOffset or Operation.LdrKeyPre)
            instruction.A |= StandardBit;
    }
}

/// <summary>DA or DB, as <see cref="PointerKey"/> has them; encoded in one bit.</summary>
[Operand(1, IsSmall = true, IsDecoded = true)]
public readonly record struct DataKey(byte Bits)
{
    public static implicit operator DataKey(byte bits) => new(bits);

    public static implicit operator PointerKey(DataKey key) => new(key.Bits);
}
