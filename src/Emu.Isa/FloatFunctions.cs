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

    /// <summary>How many bits a function's result has in a vector's lanes.</summary>
    public static int WidthOf(FloatFunction function, FloatFormat format) =>
        function == FloatFunction.ConvertToBrain ? (int)FloatFormat.Half : (int)FormatOf(function, format);

    /// <summary>The format of a function's result: that of its operands, unless it converts to another one.</summary>
    public static FloatFormat FormatOf(FloatFunction function, FloatFormat format) => function switch
    {
        FloatFunction.ConvertToHalf => FloatFormat.Half,
        FloatFunction.ConvertToSingle => FloatFormat.Single,
        FloatFunction.ConvertToDouble => FloatFormat.Double,
        _ => format,
    };

    /// <summary>How many operands a function has.</summary>
    public static int OperandsOf(FloatFunction function) => function switch
    {
        FloatFunction.MultiplyAdd or FloatFunction.BrainDotProduct or FloatFunction.MultiplyAddHalves => 3,
        FloatFunction.SquareRoot => 1,
        <= FloatFunction.CompareSignalling or FloatFunction.MultiplyExtended or FloatFunction.ReciprocalStep
            or FloatFunction.ReciprocalRootStep => 2,
        _ => 1,
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
