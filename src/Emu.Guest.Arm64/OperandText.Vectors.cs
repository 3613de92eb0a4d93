using System.Numerics;

namespace Emu.Guest.Arm64;

/// <content>Vector registers and their lanes.</content>
internal static partial class OperandText
{
    private const string LaneLetters = "bhsdq";

    public static string Br(byte number) => $"b{number}";

    public static string Hr(byte number) => $"h{number}";

    public static string Sr(byte number) => $"s{number}";

    public static string Dr(byte number) => $"d{number}";

    public static string Qr(byte number) => $"q{number}";

    public static string Vr(byte number) => $"v{number}";

    /// <summary>A vector with its shape.</summary>
    public static string Vector(byte number, byte shape) => $"v{number}.{Shape(shape)}";

    /// <summary>A vector of lanes of twice the size, 128 bits of them.</summary>
    public static string Wide(byte number, byte shape) => $"v{number}.{Shape(((shape >> 1) + 1) * 2 + 1)}";

    /// <summary>A vector of lanes of twice the size and as many bits.</summary>
    public static string Paired(byte number, byte shape) => $"v{number}.{Shape(shape + 2)}";

    /// <summary>The 2 of an instruction that uses the upper half.</summary>
    public static string Two(byte shape) => (shape & 1) != 0 ? "2" : "";

    /// <summary>The low bits of a vector as large as a lane.</summary>
    public static string Scalar(byte number, byte shape) => $"{LaneLetters[shape >> 1]}{number}";

    /// <summary>The same, twice as large.</summary>
    public static string WideScalar(byte number, byte shape) => $"{LaneLetters[(shape >> 1) + 1]}{number}";

    /// <summary>One lane of a vector.</summary>
    public static string Element(byte number, byte index, byte scale) => $"v{number}.{LaneLetters[scale]}[{index}]";

    /// <summary>Registers that follow each other, with their shape.</summary>
    public static string Registers(byte first, byte shape, byte count) => List(first, count, "." + Shape(shape));

    /// <summary>Registers that follow each other, of each one lane.</summary>
    public static string Lane(byte first, byte index, byte bytes, byte count)
    {
        int scale = BitOperations.Log2(bytes);
        return $"{List(first, count, "." + LaneLetters[scale])}[{index}]";
    }

    /// <summary>By how much a base register moves: a register, or what has been accessed.</summary>
    public static string Step(byte register, byte shape, byte count) => StepOf(register, (8 << (shape & 1)) * count);

    /// <summary>The same where one lane of each register is accessed.</summary>
    public static string LaneStep(byte register, byte shape, byte count) => StepOf(register, (1 << (shape >> 1)) * count);

    /// <summary>The same for a number of bytes.</summary>
    public static string StepOf(byte register, int bytes) => register == 31 ? $"#{bytes}" : Xr(register);

    /// <summary>A vector of lanes of a size that the instruction has, of 128 or 64 bits.</summary>
    public static string VectorOf(byte number, byte isFull, byte scale) => $"v{number}.{Shape((scale * 2) + isFull)}";

    /// <summary>The bits of a lane.</summary>
    public static string LaneBits(byte shape) => $"#{8 << (shape >> 1)}";

    /// <summary>What is missing to a number.</summary>
    public static string Less(byte whole, byte part) => $"#{whole - part}";

    /// <summary>A constant of which each byte is all ones or zero.</summary>
    public static string Mask(int bits) => $"#0x{(ulong)ModifiedImmediates.ByteMask(bits):x}";

    /// <summary>A shift that brings ones in.</summary>
    public static string Msl(byte ones) => $"msl #{8 * (ones + 1)}";

    public static string OptionalBytePlace(byte number) => number == 0 ? "" : $", lsl #{number * 8}";

    private static string Shape(int shape) => $"{(8 << (shape & 1)) >> (shape >> 1)}{LaneLetters[shape >> 1]}";

    private static string List(int first, int count, string suffix)
    {
        if (count > 2 && first + count <= 32) return $"{{v{first}{suffix}-v{first + count - 1}{suffix}}}";
        return $"{{{string.Join(", ", Enumerable.Range(0, count).Select(i => $"v{(first + i) & 31}{suffix}"))}}}";
    }
}
