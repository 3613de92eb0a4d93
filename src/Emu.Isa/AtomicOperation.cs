namespace Emu.Isa;

/// <summary>What an atomic read-modify-write does with the old value and the operand, at the access's width.</summary>
public enum AtomicOperation
{
    Swap,
    Add,
    Xor,
    And,
    Or,
    MinSigned,
    MaxSigned,
    MinUnsigned,
    MaxUnsigned,
}
