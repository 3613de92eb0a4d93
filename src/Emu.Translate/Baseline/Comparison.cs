namespace Emu.Translate.Baseline;

/// <summary>How two integers compare; flipping bit 0 negates.</summary>
internal enum Comparison : byte
{
    Equal,
    NotEqual,
    LessSigned,
    GreaterOrEqualSigned,
    LessUnsigned,
    GreaterOrEqualUnsigned,
    GreaterSigned,
    LessOrEqualSigned,
    GreaterUnsigned,
    LessOrEqualUnsigned,
}
