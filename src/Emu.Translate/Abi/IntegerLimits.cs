using Emu.Isa;

namespace Emu.Translate.Abi;

/// <summary>Which floating-point numbers convert to an integer format without overflow.</summary>
internal static class IntegerLimits
{
    private const double Limit31 = 2147483648.0, Limit32 = 4294967296.0, Limit63 = 9223372036854775808.0;

    /// <summary>
    /// Limits that are exact in both formats: numbers strictly between them convert in any rounding mode; without
    /// <paramref name="rounds"/>, towards zero.
    /// </summary>
    public static (double Low, double High) Of(IntegerFormat to, bool rounds) => to switch
    {
        IntegerFormat.Signed32 => (-Limit31, Limit31 - (rounds ? 1 : 0)),
        IntegerFormat.Unsigned32 => (rounds ? 0 : -1, Limit32 - (rounds ? 1 : 0)),
        IntegerFormat.Signed64 => (-Limit63, Limit63),
        _ => (rounds ? 0 : -1, Limit63),
    };
}
