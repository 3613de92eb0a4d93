namespace Emu.Translate.Abi;

/// <summary>What <see cref="HelperId.Float"/> is asked for. Kept in cached code: the numbers are permanent.</summary>
internal enum FloatHelperOperation
{
    Add = 0,
    Subtract = 1,
    Multiply = 2,
    Divide = 3,
    SquareRoot = 4,
    MultiplyAdd = 5,
    Minimum = 6,
    Maximum = 7,

    /// <summary>The format is the operand's.</summary>
    ToInteger = 8,

    /// <summary>The format is the result's.</summary>
    FromInteger = 9,

    /// <summary>The format is the operand's; the result has the other one.</summary>
    Convert = 10,

    /// <summary>The result of a comparison is 1 or 0.</summary>
    IsEqual = 11,
    IsLess = 12,
    IsLessOrEqual = 13,
}
