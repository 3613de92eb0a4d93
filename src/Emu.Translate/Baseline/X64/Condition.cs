namespace Emu.Translate.Baseline.X64;

/// <summary>
/// A condition on the flags, by the number that Jcc, SETcc and CMOVcc carry (Intel SDM vol. 1, appendix B): flipping
/// bit 0 negates it.
/// </summary>
internal enum Condition : byte
{
    /// <summary>Overflow.</summary>
    O,

    /// <summary>No overflow.</summary>
    NO,

    /// <summary>Below, unsigned; also: carry.</summary>
    B,

    /// <summary>Above or equal, unsigned; also: no carry.</summary>
    AE,

    /// <summary>Equal; also: zero.</summary>
    E,

    /// <summary>Not equal; also: not zero.</summary>
    NE,

    /// <summary>Below or equal, unsigned.</summary>
    BE,

    /// <summary>Above, unsigned.</summary>
    A,

    /// <summary>Sign: negative.</summary>
    S,

    /// <summary>No sign: not negative.</summary>
    NS,

    /// <summary>Parity even; after a floating-point comparison: unordered.</summary>
    P,

    /// <summary>Parity odd; after a floating-point comparison: ordered.</summary>
    NP,

    /// <summary>Less, signed.</summary>
    L,

    /// <summary>Greater or equal, signed.</summary>
    GE,

    /// <summary>Less or equal, signed.</summary>
    LE,

    /// <summary>Greater, signed.</summary>
    G,
}
