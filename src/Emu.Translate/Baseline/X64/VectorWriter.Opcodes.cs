using Emu.Isa;

namespace Emu.Translate.Baseline.X64;

/// <content>The operations of two operands that are one host instruction.</content>
internal sealed partial class VectorWriter
{
    // 0 where there is none.
    private static VectorOpcode OpcodeOf(VectorOperation operation, Lanes lanes) => operation switch
    {
        VectorOperation.And => VectorOpcode.And,
        VectorOperation.Or => VectorOpcode.Or,
        VectorOperation.Xor => VectorOpcode.Xor,
        VectorOperation.Add => Of(
            lanes, VectorOpcode.AddByte, VectorOpcode.AddHalf, VectorOpcode.AddWord, VectorOpcode.AddDouble),
        VectorOperation.Subtract => Of(
            lanes, VectorOpcode.SubtractByte, VectorOpcode.SubtractHalf, VectorOpcode.SubtractWord,
            VectorOpcode.SubtractDouble),
        VectorOperation.Multiply => Of(lanes, 0, VectorOpcode.MultiplyHalf, VectorOpcode.MultiplyWord, 0),
        VectorOperation.MinSigned => Of(
            lanes, VectorOpcode.MinSignedByte, VectorOpcode.MinSignedHalf, VectorOpcode.MinSignedWord, 0),
        VectorOperation.MinUnsigned => Of(
            lanes, VectorOpcode.MinUnsignedByte, VectorOpcode.MinUnsignedHalf, VectorOpcode.MinUnsignedWord, 0),
        VectorOperation.MaxSigned => Of(
            lanes, VectorOpcode.MaxSignedByte, VectorOpcode.MaxSignedHalf, VectorOpcode.MaxSignedWord, 0),
        VectorOperation.MaxUnsigned => Of(
            lanes, VectorOpcode.MaxUnsignedByte, VectorOpcode.MaxUnsignedHalf, VectorOpcode.MaxUnsignedWord, 0),
        VectorOperation.AverageUpUnsigned => Of(lanes, VectorOpcode.AverageByte, VectorOpcode.AverageHalf, 0, 0),
        VectorOperation.MultiplyHighSigned => Of(lanes, 0, VectorOpcode.MultiplyHighSignedHalf, 0, 0),
        VectorOperation.MultiplyHighUnsigned => Of(lanes, 0, VectorOpcode.MultiplyHighUnsignedHalf, 0, 0),
        VectorOperation.Equal => Of(
            lanes, VectorOpcode.EqualByte, VectorOpcode.EqualHalf, VectorOpcode.EqualWord, VectorOpcode.EqualDouble),
        VectorOperation.GreaterSigned => Of(
            lanes, VectorOpcode.GreaterByte, VectorOpcode.GreaterHalf, VectorOpcode.GreaterWord,
            VectorOpcode.GreaterDouble),
        VectorOperation.ZipLow => Of(
            lanes, VectorOpcode.ZipLowByte, VectorOpcode.ZipLowHalf, VectorOpcode.ZipLowWord, VectorOpcode.ZipLowDouble),
        VectorOperation.ZipHigh => Of(
            lanes, VectorOpcode.ZipHighByte, VectorOpcode.ZipHighHalf, VectorOpcode.ZipHighWord,
            VectorOpcode.ZipHighDouble),
        _ => 0,
    };

    // Of those that ask for no more than the nearest number.
    private static VectorOpcode SaturatingOpcodeOf(VectorOperation operation, Lanes lanes) => operation switch
    {
        VectorOperation.SaturatingAddSigned => Of(lanes, VectorOpcode.AddSignedByte, VectorOpcode.AddSignedHalf, 0, 0),
        VectorOperation.SaturatingAddUnsigned => Of(
            lanes, VectorOpcode.AddUnsignedByte, VectorOpcode.AddUnsignedHalf, 0, 0),
        VectorOperation.SaturatingSubtractSigned => Of(
            lanes, VectorOpcode.SubtractSignedByte, VectorOpcode.SubtractSignedHalf, 0, 0),
        VectorOperation.SaturatingSubtractUnsigned => Of(
            lanes, VectorOpcode.SubtractUnsignedByte, VectorOpcode.SubtractUnsignedHalf, 0, 0),
        VectorOperation.SaturatingNarrowSigned => Of(
            lanes, 0, VectorOpcode.PackSignedHalf, VectorOpcode.PackSignedWord, 0),
        VectorOperation.SaturatingNarrowSignedToUnsigned => Of(
            lanes, 0, VectorOpcode.PackUnsignedHalf, VectorOpcode.PackUnsignedWord, 0),
        _ => 0,
    };

    private static VectorOpcode Of(
        Lanes lanes, VectorOpcode bytes, VectorOpcode halves, VectorOpcode words, VectorOpcode doubles) => lanes switch
        {
            Lanes.Byte => bytes,
            Lanes.Half => halves,
            Lanes.Word => words,
            _ => doubles,
        };
}
