namespace Emu.Translate.Baseline;

/// <summary>What a <see cref="Node"/> computes. Operands are nodes A, B and C; <c>Detail</c> and <c>Constant</c> say
/// more.</summary>
internal enum NodeKind : byte
{
    /// <summary>The number in <c>Constant</c>.</summary>
    Constant,

    /// <summary>The guest virtual address of the page plus the offset in <c>Constant</c>.</summary>
    PageAddress,

    /// <summary>An integer register of the guest, by its number in <c>Constant</c>, as it was before the
    /// instruction.</summary>
    Register,

    /// <summary>A floating-point register of the guest, by its number in <c>Constant</c>.</summary>
    FloatRegister,

    /// <summary>A lane of a vector, zero-extended: <c>A</c> is the vector's number, which is no node's, <c>Detail</c> the lanes
    /// and <c>Constant</c> the index. It can be computed again.</summary>
    VectorLane,

    /// <summary>Already in a host register.</summary>
    Temporary,

    /// <summary>Was in a register that its last use has taken over, or in a guest register that has been written since: a body
    /// that uses it once more is left to the next engine.</summary>
    Lost,

    /// <summary>What is to be loaded from the host address that the last memory access left; <c>Detail</c> is its width
    /// in bits.</summary>
    Loaded,

    Add,
    Subtract,
    Multiply,
    And,
    Or,
    Xor,
    Not,
    ShiftLeft,
    ShiftRightLogical,
    ShiftRightArithmetic,
    RotateRight,
    RotateRightWord,

    /// <summary>From the number of bits in <c>Detail</c>.</summary>
    SignExtend,

    /// <summary>From the number of bits in <c>Detail</c>.</summary>
    ZeroExtend,
    MultiplyHighSigned,
    MultiplyHighUnsigned,
    DivideSigned,
    DivideUnsigned,
    RemainderSigned,
    RemainderUnsigned,
    CountLeadingZeros,
    CountTrailingZeros,
    PopulationCount,
    ReverseBytes,

    /// <summary>B where condition A holds, else C.</summary>
    Select,

    /// <summary>1 where condition A holds, else 0.</summary>
    FromCondition,

    /// <summary>Floating-point arithmetic on up to three operands; <c>Constant</c> is packed by
    /// <c>HelperArguments.Float</c>.</summary>
    Float,

    /// <summary>A condition: A and B compare as <c>Detail</c>, a <see cref="Comparison"/>, says.</summary>
    Compare,

    /// <summary>A condition: a floating-point comparison, packed as <see cref="Float"/>.</summary>
    FloatCompare,

    /// <summary>A condition: A does not hold.</summary>
    Negation,

    /// <summary>A condition: A and B hold.</summary>
    Both,

    /// <summary>A condition: A or B holds.</summary>
    Either,
}
