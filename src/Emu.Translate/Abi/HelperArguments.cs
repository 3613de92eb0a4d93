using Emu.FloatingPoint;
using Emu.Isa;

namespace Emu.Translate.Abi;

/// <summary>How arguments of helpers are packed into 32 bits. Kept in cached code: the layouts are permanent.</summary>
internal static class HelperArguments
{
    private const uint StoreBit = 16, AlignedBit = 32, DeviceBit = 64, WidthMask = 15;
    private const uint DoubleBit = 1 << 8;
    private const int IntegerShift = 9, RoundingShift = 12;
    private const int LanesShift = 8, ImmediateShift = 16, PlaceBits = 16, PlaceSize = 16;
    private const uint HalfBit = 1 << 15;

    // Besides those of a function.
    private const uint FullBit = 1 << 9, FloatLanesBit = 1 << 11;

    // Functions are numbered behind the operations.
    private const uint FirstFunction = 32;

    /// <summary>An access for <see cref="HelperId.Fill"/>.</summary>
    /// <param name="width">Size of the access.</param>
    /// <param name="store">It writes.</param>
    /// <param name="aligned">It must be naturally aligned, or the interpreter executes it.</param>
    /// <param name="device">The helper may make the access where a device answers: nothing that the instruction does
    /// besides it can have it executed again.</param>
    public static uint Access(Width width, bool store, bool aligned, bool device) =>
        (uint)width | (store ? StoreBit : 0) | (aligned ? AlignedBit : 0) | (device ? DeviceBit : 0);

    /// <summary>Takes an access apart.</summary>
    public static (int Size, bool Store, bool Aligned, bool Device) Access(uint packed) =>
        ((int)(packed & WidthMask), (packed & StoreBit) != 0, (packed & AlignedBit) != 0, (packed & DeviceBit) != 0);

    /// <summary>An operation for <see cref="HelperId.Float"/>.</summary>
    /// <param name="operation">What to do.</param>
    /// <param name="format">Of the operand; of the result, for <see cref="FloatHelperOperation.FromInteger"/>.</param>
    /// <param name="integer">The integer's format in conversions.</param>
    /// <param name="rounding">May be dynamic.</param>
    public static uint Float(
        FloatHelperOperation operation, FloatFormat format, IntegerFormat integer, FloatRounding rounding) =>
        (uint)operation | Format(format) | ((uint)integer << IntegerShift) |
        ((uint)rounding << RoundingShift);

    /// <summary>An operation for <see cref="HelperId.Vector"/>.</summary>
    /// <param name="operation">What to do.</param>
    /// <param name="lanes">Of the operands.</param>
    /// <param name="immediate">Its constant, of 16 bits.</param>
    public static uint Vector(VectorOperation operation, Lanes lanes, int immediate) =>
        (uint)operation | ((uint)lanes << LanesShift) | ((uint)immediate << ImmediateShift);

    /// <summary>Takes an operation apart.</summary>
    public static (VectorOperation Operation, Lanes Lanes, int Immediate) Vector(uint packed) =>
        ((VectorOperation)(byte)packed, (Lanes)((packed >> LanesShift) & 3), (int)(packed >> ImmediateShift));

    /// <summary>Where operands and result of <see cref="HelperId.Vector"/> are, as offsets from the first
    /// register.</summary>
    public static ulong Places(int first, int second, int third, int result) =>
        Place(first, 0) | Place(second, 1) | Place(third, 2) | Place(result, 3);

    /// <summary>Takes places apart.</summary>
    /// <param name="packed">The places.</param>
    /// <param name="index">0 to 2 for an operand, 3 for the result.</param>
    /// <returns>An offset in bytes from the first register.</returns>
    public static int Place(ulong packed, int index) => (short)(packed >> (PlaceBits * index)) * PlaceSize;

    private static ulong Place(int offset, int index) => (ulong)(ushort)(offset / PlaceSize) << (PlaceBits * index);

    /// <summary>Takes an operation apart.</summary>
    public static (FloatHelperOperation Operation, FloatFormat Format, IntegerFormat Integer, FloatRounding Rounding)
        Float(uint packed) =>
        ((FloatHelperOperation)(packed & 0xff), Format(packed),
            (IntegerFormat)((packed >> IntegerShift) & 3), (FloatRounding)((packed >> RoundingShift) & 7));

    /// <summary>A function for <see cref="HelperId.Float"/>.</summary>
    /// <param name="function">What to do.</param>
    /// <param name="format">As <see cref="FloatOperations.Apply"/> takes it.</param>
    /// <param name="rounding">May be dynamic.</param>
    /// <param name="immediate">0 to 255.</param>
    public static uint Function(FloatFunction function, FloatFormat format, FloatRounding rounding, int immediate) =>
        (FirstFunction + (uint)function) | Format(format) | ((uint)rounding << RoundingShift) |
        ((uint)immediate << ImmediateShift);

    /// <summary>Whether this is a function and no operation.</summary>
    public static bool IsFunction(uint packed) => (packed & 0xff) >= FirstFunction;

    /// <summary>Takes a function apart.</summary>
    public static (FloatFunction Function, FloatFormat Format, FloatRounding Rounding, int Immediate) Function(
        uint packed) =>
        ((FloatFunction)((packed & 0xff) - FirstFunction), Format(packed), (FloatRounding)((packed >> RoundingShift) & 7),
            (int)(packed >> ImmediateShift));

    /// <summary>A function of lanes, for <see cref="HelperId.Vector"/>.</summary>
    /// <param name="function">What to do.</param>
    /// <param name="format">As <see cref="FloatOperations.ApplyLanes"/> takes it.</param>
    /// <param name="isFull">All lanes.</param>
    /// <param name="rounding">May be dynamic.</param>
    /// <param name="immediate">0 to 255.</param>
    public static uint FloatLanes(
        FloatFunction function, FloatFormat format, bool isFull, FloatRounding rounding, int immediate) =>
        Function(function, format, rounding, immediate) | FloatLanesBit | (isFull ? FullBit : 0);

    /// <summary>Whether this is a function of lanes, which <see cref="Function(uint)"/> takes apart, and of all of
    /// them.</summary>
    public static bool IsFloatLanes(uint packed, out bool isFull)
    {
        isFull = (packed & FullBit) != 0;
        return (packed & FloatLanesBit) != 0;
    }

    private static uint Format(FloatFormat format) => format switch
    {
        FloatFormat.Double => DoubleBit,
        FloatFormat.Half => HalfBit,
        _ => 0,
    };

    private static FloatFormat Format(uint packed) => (packed & DoubleBit) != 0
        ? FloatFormat.Double
        : (packed & HalfBit) != 0 ? FloatFormat.Half : FloatFormat.Single;
}
