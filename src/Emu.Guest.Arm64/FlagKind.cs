namespace Emu.Guest.Arm64;

/// <summary>What NZCV follows from. The numbers are permanent, as they are in registers.</summary>
internal enum FlagKind
{
    /// <summary>The first number has the flags in bits 31 to 28.</summary>
    Packed,

    /// <summary>The first number less the second.</summary>
    Subtraction,

    /// <summary>Their sum.</summary>
    Addition,

    /// <summary>The first number is the result, without carry and overflow.</summary>
    Logical,

    /// <summary>The first number is the result of an addition with carry; of the second, the highest bit is V and the lowest C, and
    /// the others mean nothing.</summary>
    Carried,
}
