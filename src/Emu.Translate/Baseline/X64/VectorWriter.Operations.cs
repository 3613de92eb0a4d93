using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Emu.Isa;
using HostAes = System.Runtime.Intrinsics.X86.Aes;

namespace Emu.Translate.Baseline.X64;

/// <content>
/// Operations as host instructions. Those that the host has are one instruction; the others are made of these by their
/// numbers, so that none has to know registers. What is in neither is the helper's.
/// </content>
internal sealed partial class VectorWriter
{
    // In place of an operation's number: the helper does it.
    private const int None = -1;

    private int Write(VectorOperation operation, Lanes lanes, int a, int b, int c, int immediate)
    {
        if (OpcodeOf(operation, lanes) is var opcode and not 0) return Direct(opcode, a, b);
        return operation switch
        {
            <= VectorOperation.Select => Combine(operation, a, b, c),
            <= VectorOperation.HalfDifferenceUnsigned => Calculate(operation, lanes, a, b, c),
            <= VectorOperation.MultiplyHighUnsigned => None,
            <= VectorOperation.Test => Compare(operation, lanes, a, b),
            <= VectorOperation.RotateRight => ShiftBy(operation, lanes, a, b, immediate),
            <= VectorOperation.RoundedShiftUnsigned => lanes == Lanes.Word ? ShiftWords(operation, a, b) : None,
            <= VectorOperation.SaturatingNarrowSignedToUnsigned => Saturate(operation, lanes, a, b, immediate),
            <= VectorOperation.MultiplyWidenHighUnsigned => Widen(operation, lanes, a, b),
            VectorOperation.Narrow => Permute(VectorOperation.UnzipEven, lanes - 1, a, b, c, 0),
            <= VectorOperation.DuplicateLane => Permute(operation, lanes, a, b, c, immediate),
            <= VectorOperation.ReduceAddWidenUnsigned => Reduce(operation, lanes, a, b),
            VectorOperation.PopulationCount when lanes == Lanes.Byte => CountBits(a),
            VectorOperation.ReverseBits => ReverseBits(a),
            >= VectorOperation.DotSigned and <= VectorOperation.DotUnsignedSigned => Dot(operation, a, b, c),
            >= VectorOperation.PolynomialMultiply and <= VectorOperation.AesInverseMixColumns =>
                Cipher(operation, lanes, a, b),
            _ => None,
        };
    }

    private int Combine(VectorOperation operation, int a, int b, int c)
    {
        switch (operation)
        {
            case VectorOperation.AndNot:
                return Direct(VectorOpcode.NotFirstAnd, b, a);
            case VectorOperation.OrNot:
                return Direct(VectorOpcode.Or, a, Not(b));
            case VectorOperation.Not:
                return Not(a);
            default:
                int chosen = Direct(VectorOpcode.And, a, b), other = Direct(VectorOpcode.NotFirstAnd, a, c);
                return Direct(VectorOpcode.Or, chosen, other);
        }
    }

    private int Calculate(VectorOperation operation, Lanes lanes, int a, int b, int c)
    {
        switch (operation)
        {
            case VectorOperation.MultiplyAdd when HasMultiply(lanes):
                return Do(VectorOperation.Add, lanes, c, Do(VectorOperation.Multiply, lanes, a, b));
            case VectorOperation.MultiplySubtract when HasMultiply(lanes):
                return Do(VectorOperation.Subtract, lanes, c, Do(VectorOperation.Multiply, lanes, a, b));
            case VectorOperation.Negate:
                return Do(VectorOperation.Subtract, lanes, Constant(default), a);
            case VectorOperation.Absolute:
                // Of numbers below zero all bits change, and 1 is added.
                int sign = Do(VectorOperation.GreaterSigned, lanes, Constant(default), a);
                return Do(VectorOperation.Subtract, lanes, Direct(VectorOpcode.Xor, a, sign), sign);
            case VectorOperation.MinSigned:
                return Combine(VectorOperation.Select, Do(VectorOperation.GreaterSigned, lanes, a, b), b, a);
            case VectorOperation.MaxSigned:
                return Combine(VectorOperation.Select, Do(VectorOperation.GreaterSigned, lanes, a, b), a, b);
            case VectorOperation.MinUnsigned:
                return Combine(VectorOperation.Select, Do(VectorOperation.GreaterUnsigned, lanes, a, b), b, a);
            case VectorOperation.MaxUnsigned:
                return Combine(VectorOperation.Select, Do(VectorOperation.GreaterUnsigned, lanes, a, b), a, b);
            case VectorOperation.DifferenceSigned:
                return Do(
                    VectorOperation.Subtract, lanes, Do(VectorOperation.MaxSigned, lanes, a, b),
                    Do(VectorOperation.MinSigned, lanes, a, b));
            case VectorOperation.DifferenceUnsigned:
                return Do(
                    VectorOperation.Subtract, lanes, Do(VectorOperation.MaxUnsigned, lanes, a, b),
                    Do(VectorOperation.MinUnsigned, lanes, a, b));
            case VectorOperation.AverageUnsigned:
                return Do(
                    VectorOperation.Add, lanes, Direct(VectorOpcode.And, a, b),
                    Right(lanes, Direct(VectorOpcode.Xor, a, b), 1));
            case VectorOperation.AverageSigned:
                return Do(
                    VectorOperation.Add, lanes, Direct(VectorOpcode.And, a, b),
                    RightSigned(lanes, Direct(VectorOpcode.Xor, a, b), 1));
            default:
                return None;
        }
    }

    private static bool HasMultiply(Lanes lanes) => lanes is Lanes.Half or Lanes.Word;

    private int Compare(VectorOperation operation, Lanes lanes, int a, int b)
    {
        switch (operation)
        {
            case VectorOperation.GreaterUnsigned when lanes == Lanes.Double:
                int bias = Constant(Vector128.Create(1ul << 63).AsByte());
                return Direct(
                    VectorOpcode.GreaterDouble, Direct(VectorOpcode.Xor, a, bias), Direct(VectorOpcode.Xor, b, bias));
            case VectorOperation.GreaterUnsigned:
                return Not(Compare(VectorOperation.GreaterOrEqualUnsigned, lanes, b, a));
            case VectorOperation.GreaterOrEqualUnsigned when lanes == Lanes.Double:
                return Not(Compare(VectorOperation.GreaterUnsigned, lanes, b, a));
            case VectorOperation.GreaterOrEqualUnsigned:
                return Do(VectorOperation.Equal, lanes, Do(VectorOperation.MaxUnsigned, lanes, a, b), a);
            case VectorOperation.GreaterOrEqualSigned:
                return Not(Do(VectorOperation.GreaterSigned, lanes, b, a));
            default:
                return Not(Do(VectorOperation.Equal, lanes, Direct(VectorOpcode.And, a, b), Constant(default)));
        }
    }

    private int ShiftBy(VectorOperation operation, Lanes lanes, int a, int b, int count)
    {
        int bits = VectorOperations.BitsOf(lanes);
        switch (operation)
        {
            case VectorOperation.ShiftLeft:
                return Left(lanes, a, count);
            case VectorOperation.ShiftRightUnsigned:
                return Right(lanes, a, count);
            case VectorOperation.ShiftRightSigned:
                return RightSigned(lanes, a, Math.Min(count, bits - 1));
            case VectorOperation.RoundedShiftRightUnsigned or VectorOperation.RoundedShiftRightSigned:
                int shifted = operation == VectorOperation.RoundedShiftRightUnsigned
                    ? Right(lanes, a, count)
                    : RightSigned(lanes, a, Math.Min(count, bits - 1));
                int half = Direct(VectorOpcode.And, Right(lanes, a, count - 1), Lane(lanes, 1));
                return Do(VectorOperation.Add, lanes, shifted, half);
            case VectorOperation.ShiftLeftInsert:
                return Direct(
                    VectorOpcode.Or, Direct(VectorOpcode.And, a, Lane(lanes, (1ul << count) - 1)), Left(lanes, b, count));
            case VectorOperation.ShiftRightInsert:
                if (count == bits) return a;
                return Direct(
                    VectorOpcode.Or, Direct(VectorOpcode.And, a, Lane(lanes, ulong.MaxValue << (bits - count))),
                    Right(lanes, b, count));
            default:
                return count == 0 ? a : Direct(VectorOpcode.Or, Right(lanes, a, count), Left(lanes, a, bits - count));
        }
    }

    private int Left(Lanes lanes, int a, int count)
    {
        if (count == 0) return a;
        // Bytes are shifted in pairs, and lose what came from their neighbours.
        if (lanes == Lanes.Byte) return Direct(VectorOpcode.And, Left(Lanes.Half, a, count), Lane(lanes, 0xfful << count));
        return Shift(lanes, VectorShift.Left, a, count);
    }

    private int Right(Lanes lanes, int a, int count)
    {
        if (count == 0) return a;
        if (count == VectorOperations.BitsOf(lanes)) return Constant(default);
        if (lanes == Lanes.Byte) return Direct(VectorOpcode.And, Right(Lanes.Half, a, count), Lane(lanes, 0xfful >> count));
        return Shift(lanes, VectorShift.Right, a, count);
    }

    private int RightSigned(Lanes lanes, int a, int count)
    {
        if (count == 0) return a;
        if (lanes is Lanes.Half or Lanes.Word) return Shift(lanes, VectorShift.RightSigned, a, count);
        // The sign is where it was shifted to, and is extended from there.
        int sign = Lane(lanes, 1ul << (VectorOperations.BitsOf(lanes) - 1 - count));
        return Do(VectorOperation.Subtract, lanes, Direct(VectorOpcode.Xor, Right(lanes, a, count), sign), sign);
    }

    private int Saturate(VectorOperation operation, Lanes lanes, int a, int b, int immediate)
    {
        VectorOpcode opcode = SaturatingOpcodeOf(operation, lanes);
        bool asks = immediate == VectorOperations.WhereSaturated;
        if (immediate != 0 && !asks) return None;
        switch (operation)
        {
            case VectorOperation.SaturatingDoubledMultiplyHigh or VectorOperation.SaturatingRoundedDoubledMultiplyHigh:
                return lanes == Lanes.Half ? DoubledMultiplyHigh(operation, a, b, asks) : None;
            case VectorOperation.SaturatingNarrowSigned or VectorOperation.SaturatingNarrowUnsigned
                or VectorOperation.SaturatingNarrowSignedToUnsigned when asks:
                return lanes is Lanes.Half or Lanes.Word ? WhereNarrowed(operation, lanes, a, b) : None;
        }

        if (asks)
        {
            VectorOperation wrapping = operation switch
            {
                VectorOperation.SaturatingAddSigned or VectorOperation.SaturatingAddUnsigned => VectorOperation.Add,
                VectorOperation.SaturatingSubtractSigned or VectorOperation.SaturatingSubtractUnsigned =>
                    VectorOperation.Subtract,
                _ => default,
            };
            if (wrapping == default || opcode == 0) return None;
            return Not(Do(VectorOperation.Equal, lanes, Direct(opcode, a, b), Do(wrapping, lanes, a, b)));
        }

        if (opcode != 0) return Direct(opcode, a, b);
        if (operation != VectorOperation.SaturatingNarrowUnsigned || lanes == Lanes.Double) return None;
        int most = Lane(lanes, (1ul << (VectorOperations.BitsOf(lanes) / 2)) - 1);
        return Direct(
            lanes == Lanes.Half ? VectorOpcode.PackUnsignedHalf : VectorOpcode.PackUnsignedWord,
            Do(VectorOperation.MinUnsigned, lanes, a, most), Do(VectorOperation.MinUnsigned, lanes, b, most));
    }

    private int Widen(VectorOperation operation, Lanes lanes, int a, int b)
    {
        bool isSigned = operation is VectorOperation.WidenLowSigned or VectorOperation.WidenHighSigned
            or VectorOperation.MultiplyWidenLowSigned or VectorOperation.MultiplyWidenHighSigned;
        bool isHigh = operation is VectorOperation.WidenHighSigned or VectorOperation.WidenHighUnsigned
            or VectorOperation.MultiplyWidenHighSigned or VectorOperation.MultiplyWidenHighUnsigned;
        if (operation <= VectorOperation.WidenHighUnsigned) return Half(lanes, a, isHigh, isSigned);
        int left = Half(lanes, a, isHigh, isSigned), right = Half(lanes, b, isHigh, isSigned);
        // Of lanes of 64 bits the host multiplies the lower halves, which is all that there is.
        return lanes == Lanes.Word
            ? Direct(isSigned ? VectorOpcode.MultiplyWideSigned : VectorOpcode.MultiplyWideUnsigned, left, right)
            : Do(VectorOperation.Multiply, lanes + 1, left, right);
    }

    private int Half(Lanes lanes, int a, bool isHigh, bool isSigned)
    {
        if (isHigh) a = ShiftBytesRight(a, 8);
        return Unary(
            lanes switch
            {
                Lanes.Byte => isSigned ? VectorOpcode.SignExtendByte : VectorOpcode.ZeroExtendByte,
                Lanes.Half => isSigned ? VectorOpcode.SignExtendHalf : VectorOpcode.ZeroExtendHalf,
                _ => isSigned ? VectorOpcode.SignExtendWord : VectorOpcode.ZeroExtendWord,
            },
            a);
    }

    private int Permute(VectorOperation operation, Lanes lanes, int a, int b, int c, int immediate)
    {
        int bits = VectorOperations.BitsOf(lanes);
        switch (operation)
        {
            case VectorOperation.UnzipEven or VectorOperation.UnzipOdd when lanes >= Lanes.Word:
                bool isOdd = operation == VectorOperation.UnzipOdd;
                return lanes == Lanes.Double
                    ? SelectHalves(a, isOdd ? 1 : 0, b, isOdd ? 1 : 0)
                    : WithByte(VectorOpcode.SelectWords, a, b, isOdd ? 0b11_01_11_01 : 0b10_00_10_00);
            case VectorOperation.UnzipEven or VectorOperation.UnzipOdd:
                VectorOpcode pack = lanes == Lanes.Byte ? VectorOpcode.PackUnsignedHalf : VectorOpcode.PackUnsignedWord;
                bool isEven = operation == VectorOperation.UnzipEven;
                int first = isEven ? LowerHalves(lanes, a) : Right(lanes + 1, a, bits);
                if (a == b) return Direct(pack, first, first);
                return Direct(pack, first, isEven ? LowerHalves(lanes, b) : Right(lanes + 1, b, bits));
            case VectorOperation.TransposeEven or VectorOperation.TransposeOdd when lanes == Lanes.Double:
                int half = operation == VectorOperation.TransposeOdd ? 1 : 0;
                return SelectHalves(a, half, b, half);
            case VectorOperation.TransposeEven:
                return Direct(VectorOpcode.Or, LowerHalves(lanes, a), Left(lanes + 1, b, bits));
            case VectorOperation.TransposeOdd:
                int upper = Direct(VectorOpcode.And, b, Lane(lanes + 1, ((1ul << bits) - 1) << bits));
                return Direct(VectorOpcode.Or, Right(lanes + 1, a, bits), upper);
            case VectorOperation.Extract:
                return immediate == 0 ? a : WithByte(VectorOpcode.AlignRight, b, a, immediate);
            case VectorOperation.Reverse:
                return Direct(VectorOpcode.ShuffleBytes, a, Constant(Reversal(lanes, immediate)));
            case VectorOperation.DuplicateLane:
                return Unary(BroadcastOf(lanes), immediate == 0 ? a : ShiftBytesRight(a, immediate << (int)lanes));
            default:
                // Indices from 16 on get the highest bit, which makes a byte 0; of the others the lowest four bits count.
                if (immediate != 0) b = Direct(VectorOpcode.SubtractByte, b, Lane(Lanes.Byte, (ulong)immediate));
                int indices = Direct(VectorOpcode.AddUnsignedByte, b, Lane(Lanes.Byte, 0x70));
                int found = Direct(VectorOpcode.ShuffleBytes, a, indices);
                return operation == VectorOperation.Table
                    ? found
                    : Combine(VectorOperation.Select, Direct(VectorOpcode.GreaterByte, Constant(default), indices), c, found);
        }
    }

    // The lower halves of lanes that are twice as large.
    private int LowerHalves(Lanes lanes, int a) =>
        Direct(VectorOpcode.And, a, Lane(lanes + 1, (1ul << VectorOperations.BitsOf(lanes)) - 1));

    private static Vector128<byte> Reversal(Lanes lanes, int group)
    {
        Vector128<byte> bytes = default;
        for (int at = 0; at < 16; at++) bytes = bytes.WithElement(at, (byte)(at ^ (group - (1 << (int)lanes))));
        return bytes;
    }

    private int Reduce(VectorOperation operation, Lanes lanes, int a, int b)
    {
        switch (operation)
        {
            case VectorOperation.PairAddWidenUnsigned:
                return Do(
                    VectorOperation.Add, lanes + 1, LowerHalves(lanes, a),
                    Right(lanes + 1, a, VectorOperations.BitsOf(lanes)));
            case VectorOperation.PairAddWidenSigned:
                int bits = VectorOperations.BitsOf(lanes);
                return Do(
                    VectorOperation.Add, lanes + 1, RightSigned(lanes + 1, Left(lanes + 1, a, bits), bits),
                    RightSigned(lanes + 1, a, bits));
            case <= VectorOperation.PairMaxUnsigned:
                return Do(
                    VectorOperations.OfPairs(operation), lanes, Permute(VectorOperation.UnzipEven, lanes, a, b, 0, 0),
                    Permute(VectorOperation.UnzipOdd, lanes, a, b, 0, 0));
            case VectorOperation.ReduceAddWidenUnsigned when lanes == Lanes.Byte:
                return Reduced(VectorOperation.Add, Lanes.Double, Direct(VectorOpcode.SumBytes, a, Constant(default)));
            case VectorOperation.ReduceAdd when lanes == Lanes.Byte:
                int sums = Direct(VectorOpcode.SumBytes, a, Constant(default));
                return Lowest(lanes, Reduced(VectorOperation.Add, Lanes.Double, sums));
            case VectorOperation.ReduceAddWidenSigned or VectorOperation.ReduceAddWidenUnsigned:
                VectorOperation pairs = operation == VectorOperation.ReduceAddWidenSigned
                    ? VectorOperation.PairAddWidenSigned
                    : VectorOperation.PairAddWidenUnsigned;
                return Reduced(VectorOperation.Add, lanes + 1, Reduce(pairs, lanes, a, a));
            case VectorOperation.ReduceAdd:
                return Reduced(VectorOperation.Add, lanes, a);
            case VectorOperation.ReduceMinSigned:
                return Reduced(VectorOperation.MinSigned, lanes, a);
            case VectorOperation.ReduceMinUnsigned:
                return Reduced(VectorOperation.MinUnsigned, lanes, a);
            case VectorOperation.ReduceMaxSigned:
                return Reduced(VectorOperation.MaxSigned, lanes, a);
            default:
                return Reduced(VectorOperation.MaxUnsigned, lanes, a);
        }
    }

    // Halves are put together until one lane is left.
    private int Reduced(VectorOperation operation, Lanes lanes, int a)
    {
        for (int distance = 8; distance >= 1 << (int)lanes; distance /= 2)
            a = Do(operation, lanes, a, ShiftBytesRight(a, distance));
        return Lowest(lanes, a);
    }

    private int Lowest(Lanes lanes, int a) => lanes == Lanes.Double
        ? Unary(VectorOpcode.LowHalf, a)
        : Direct(VectorOpcode.And, a, Constant(Vector128.CreateScalar((1ul << VectorOperations.BitsOf(lanes)) - 1).AsByte()));

    private int CountBits(int a)
    {
        int table = Constant(Vector128.Create((byte)0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4));
        (int low, int high) = LookUpDigits(a, table, table);
        return Direct(VectorOpcode.AddByte, low, high);
    }

    private int ReverseBits(int a)
    {
        Vector128<byte> reversed = Vector128.Create((byte)0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15);
        (int low, int high) = LookUpDigits(a, Constant(reversed << 4), Constant(reversed));
        return Direct(VectorOpcode.Or, low, high);
    }

    // What tables have for the lower and the upper four bits of each byte.
    private (int Low, int High) LookUpDigits(int a, int lowTable, int highTable)
    {
        int low = Direct(VectorOpcode.And, a, Lane(Lanes.Byte, 15)), high = Right(Lanes.Byte, a, 4);
        return (Direct(VectorOpcode.ShuffleBytes, lowTable, low), Direct(VectorOpcode.ShuffleBytes, highTable, high));
    }

    private int Cipher(VectorOperation operation, Lanes lanes, int a, int b)
    {
        bool isLow = operation == VectorOperation.PolynomialMultiplyWidenLow;
        if (lanes == Lanes.Double && Pclmulqdq.IsSupported && operation <= VectorOperation.PolynomialMultiplyWidenHigh)
            return WithByte(VectorOpcode.CarrylessMultiply, a, b, isLow ? 0 : 0x11);
        if (!HostAes.IsSupported) return None;
        return operation switch
        {
            VectorOperation.AesEncrypt =>
                Direct(VectorOpcode.AesEncryptLast, Direct(VectorOpcode.Xor, a, b), Constant(default)),
            VectorOperation.AesDecrypt =>
                Direct(VectorOpcode.AesDecryptLast, Direct(VectorOpcode.Xor, a, b), Constant(default)),
            // What one does besides mixing, the other has undone before.
            VectorOperation.AesMixColumns => Direct(
                VectorOpcode.AesEncrypt, Direct(VectorOpcode.AesDecryptLast, a, Constant(default)), Constant(default)),
            VectorOperation.AesInverseMixColumns => Unary(VectorOpcode.AesInverseMix, a),
            _ => None,
        };
    }

    // An operation of which it is known that it needs no helper.
    private int Do(VectorOperation operation, Lanes lanes, int a, int b) => Apply(operation, lanes, a, b, a, 0);

    private int Lane(Lanes lanes, ulong value) => Constant(VectorOperations.Duplicate(lanes, value));

    private int Not(int a) => Direct(VectorOpcode.Xor, a, Constant(Vector128<byte>.AllBitsSet));

    private int Direct(VectorOpcode opcode, int first, int second)
    {
        hosts.Begin();
        Xmm a = hosts.HostOf(first), b = hosts.HostOf(second), host = hosts.New();
        code.Vector(opcode, host, a, b);
        return hosts.Add(host);
    }

    private int WithByte(VectorOpcode opcode, int first, int second, int immediate)
    {
        hosts.Begin();
        Xmm a = hosts.HostOf(first), b = hosts.HostOf(second), host = hosts.New();
        code.Vector(opcode, host, a, b, immediate);
        return hosts.Add(host);
    }

    private int Unary(VectorOpcode opcode, int operand)
    {
        hosts.Begin();
        Xmm a = hosts.HostOf(operand), host = hosts.New();
        code.Vector(opcode, host, 0, a);
        return hosts.Add(host);
    }

    private int Shift(Lanes lanes, VectorShift shift, int operand, int count)
    {
        hosts.Begin();
        Xmm a = hosts.HostOf(operand), host = hosts.New();
        code.ShiftVector(lanes, shift, host, a, count);
        return hosts.Add(host);
    }

    private int ShiftBytesRight(int operand, int bytes)
    {
        hosts.Begin();
        Xmm a = hosts.HostOf(operand), host = hosts.New();
        code.ShiftBytesRight(host, a, bytes);
        return hosts.Add(host);
    }
}
