namespace Emu.Isa;

/// <summary>Names for families of <see cref="FloatFunction"/>.</summary>
public static class FloatFunctions
{
    /// <summary>The conversion to a format.</summary>
    public static FloatFunction ConvertTo(FloatFormat format) => format switch
    {
        FloatFormat.Double => FloatFunction.ConvertToDouble,
        FloatFormat.Single => FloatFunction.ConvertToSingle,
        _ => FloatFunction.ConvertToHalf,
    };

    /// <summary>The conversion to an integer of a format's width.</summary>
    public static FloatFunction ToInteger(FloatFormat format, bool isSigned) =>
        FloatFunction.ToSigned16 + OfWidth(format, isSigned);

    /// <summary>The conversion from an integer of a format's width.</summary>
    public static FloatFunction FromInteger(FloatFormat format, bool isSigned) =>
        FloatFunction.FromSigned16 + OfWidth(format, isSigned);

    private static byte OfWidth(FloatFormat format, bool isSigned) => (byte)((format switch
    {
        FloatFormat.Double => 4,
        FloatFormat.Single => 2,
        _ => 0,
    }) + (isSigned ? 0 : 1));
}
