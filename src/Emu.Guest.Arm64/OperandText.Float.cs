using System.Globalization;
using Emu.Isa;

namespace Emu.Guest.Arm64;

/// <content>Operands of floating point.</content>
internal static partial class OperandText
{
    /// <summary>A register in single or double precision.</summary>
    public static string FloatRegister(byte number, byte size) => size != 0 ? Dr(number) : Sr(number);

    /// <summary>A general register's 64 bits or 32.</summary>
    public static string GeneralRegister(byte number, byte size) => size != 0 ? Xr(number) : Wr(number);

    public static string FloatSize(byte bit) => bit != 0 ? "d" : "s";

    public static string GeneralSize(byte bit) => bit != 0 ? "x" : "w";

    public static string FloatImmediate(byte bits) => "#" + BitConverter.UInt64BitsToDouble(
        FloatImmediates.Expand(bits, FloatFormat.Double)).ToString("0.000000000000000000e+00", CultureInfo.InvariantCulture);

    public static string Fraction32(byte bits) => $"#{32 - bits}";

    public static string Fraction64(byte bits) => $"#{64 - bits}";

    public static string Fraction16(byte bits) => $"#{16 - bits}";

    public static string FloatShape(byte bits) => bits == 3 ? "2d" : bits == 2 ? "4s" : "2s";

    public static string Full(byte bit) => bit != 0 ? "2" : "";

    public static string SingleElement(byte bits) => $"v{bits & 31}.s[{bits >> 5}]";

    public static string DoubleElement(byte bits) => $"v{bits & 31}.d[{bits >> 5}]";

    public static string HalfElement(byte bits) => $"v{bits & 15}.h[{bits >> 4}]";

    public static string PairElement(byte bits) => $"v{bits & 31}.2h[{bits >> 5}]";

    public static string ComplexHalfElement(byte bits) => $"v{bits & 31}.h[{bits >> 5}]";

    public static string ComplexElement(byte bits) => SingleElement(bits);

    public static string Rotation(byte quarters) => $"#{90 * quarters}";

    public static string OddRotation(byte bit) => bit != 0 ? "#270" : "#90";

    /// <summary>The shape of a vector with so many lanes of a letter, or twice as many.</summary>
    public static string Halves(byte full) => full != 0 ? "8h" : "4h";

    public static string Pairs(byte full) => full != 0 ? "4h" : "2h";

    public static string Words(byte full) => full != 0 ? "4s" : "2s";
}
