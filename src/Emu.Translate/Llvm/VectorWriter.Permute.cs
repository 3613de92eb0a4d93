using System.Runtime.InteropServices;
using Emu.Isa;
using Emu.Llvm;

namespace Emu.Translate.Llvm;

/// <content>Lanes at other places, of other sizes, and all lanes together.</content>
internal sealed partial class VectorWriter
{
    // What PSHUFB does is not LLVM's shuffle, whose lanes are known.
    private static bool HasByteShuffle => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    private LLVMValueRef Widen(VectorOperation operation, Lanes lanes, LLVMValueRef a, LLVMValueRef b)
    {
        bool isSigned = operation is VectorOperation.WidenLowSigned or VectorOperation.WidenHighSigned
            or VectorOperation.MultiplyWidenLowSigned or VectorOperation.MultiplyWidenHighSigned;
        bool isHigh = operation is VectorOperation.WidenHighSigned or VectorOperation.WidenHighUnsigned
            or VectorOperation.MultiplyWidenHighSigned or VectorOperation.MultiplyWidenHighUnsigned;
        LLVMValueRef wide = Half(lanes, a, isHigh, isSigned);
        return operation <= VectorOperation.WidenHighUnsigned
            ? wide
            : Builder.BuildMul(wide, Half(lanes, b, isHigh, isSigned));
    }

    private LLVMValueRef Half(Lanes lanes, LLVMValueRef a, bool isHigh, bool isSigned)
    {
        int half = CountOf(lanes) / 2, first = isHigh ? half : 0;
        return Extended(Shuffle(a, a, half, lane => lane + first), WideType(lanes + 1, 1), isSigned);
    }

    private LLVMValueRef Permute(
        VectorOperation operation, Lanes lanes, LLVMValueRef first, LLVMValueRef second, LLVMValueRef third, int immediate)
    {
        if (operation is VectorOperation.Table or VectorOperation.TableOr)
        {
            LLVMValueRef otherwise = operation == VectorOperation.Table ? default : As(Lanes.Byte, third);
            return LookUp(As(Lanes.Byte, first), As(Lanes.Byte, second), otherwise, immediate);
        }

        if (operation == VectorOperation.Extract) lanes = Lanes.Byte;
        LLVMValueRef a = As(lanes, first), b = As(lanes, second);
        int count = CountOf(lanes), half = count / 2, group = immediate >> (int)lanes;
        return operation switch
        {
            VectorOperation.ZipLow => Shuffle(a, b, count, lane => (lane >> 1) + ((lane & 1) * count)),
            VectorOperation.ZipHigh => Shuffle(a, b, count, lane => (lane >> 1) + half + ((lane & 1) * count)),
            VectorOperation.UnzipEven => Shuffle(a, b, count, lane => 2 * lane),
            VectorOperation.UnzipOdd => Shuffle(a, b, count, lane => (2 * lane) + 1),
            VectorOperation.TransposeEven => Shuffle(a, b, count, lane => (lane & ~1) + ((lane & 1) * count)),
            VectorOperation.TransposeOdd => Shuffle(a, b, count, lane => (lane | 1) + ((lane & 1) * count)),
            VectorOperation.Extract => Shuffle(a, b, count, lane => lane + immediate),
            VectorOperation.Reverse => Shuffle(a, a, count, lane => lane ^ (group - 1)),
            _ => Shuffle(a, a, count, _ => immediate),
        };
    }

    private LLVMValueRef LookUp(LLVMValueRef table, LLVMValueRef indices, LLVMValueRef otherwise, int first)
    {
        if (!HasByteShuffle) return default;
        if (first != 0) indices = Builder.BuildSub(indices, Splat(Lanes.Byte, (ulong)first));
        // Those from 16 on get the highest bit, which makes a byte 0; of the others the lowest four bits count.
        indices = Binary("llvm.uadd.sat"u8, indices, Splat(Lanes.Byte, 0x70));
        LLVMValueRef found = Ir.Intrinsic("llvm.x86.ssse3.pshuf.b.128"u8, default, default, [table, indices]);
        if (otherwise == default) return found;
        LLVMValueRef isOutside = Builder.BuildICmp(
            LLVMIntPredicate.LLVMIntSLT, indices, LLVMValueRef.CreateConstNull(indices.TypeOf));
        return Builder.BuildSelect(isOutside, otherwise, found);
    }

    private LLVMValueRef Reduce(VectorOperation operation, Lanes lanes, LLVMValueRef a, LLVMValueRef b)
    {
        int count = CountOf(lanes);
        switch (operation)
        {
            case VectorOperation.PairAddWidenSigned or VectorOperation.PairAddWidenUnsigned:
                bool isSigned = operation == VectorOperation.PairAddWidenSigned;
                LLVMTypeRef wide = WideType(lanes + 1, 1);
                return Builder.BuildAdd(
                    Extended(Shuffle(a, a, count / 2, static lane => 2 * lane), wide, isSigned),
                    Extended(Shuffle(a, a, count / 2, static lane => (2 * lane) + 1), wide, isSigned));
            case <= VectorOperation.PairMaxUnsigned:
                return Calculate(
                    VectorOperations.OfPairs(operation), lanes, Shuffle(a, b, count, static lane => 2 * lane),
                    Shuffle(a, b, count, static lane => (2 * lane) + 1), default);
            case VectorOperation.ReduceAddWidenSigned or VectorOperation.ReduceAddWidenUnsigned:
                LLVMValueRef all = Extended(
                    a, WideType(lanes + 1, 2), operation == VectorOperation.ReduceAddWidenSigned);
                return Lowest(lanes + 1, Ir.Intrinsic("llvm.vector.reduce.add"u8, all.TypeOf, [all]));
            case VectorOperation.ReduceAdd:
                return Lowest(lanes, Ir.Intrinsic("llvm.vector.reduce.add"u8, a.TypeOf, [a]));
            case VectorOperation.ReduceMinSigned:
                return Lowest(lanes, Ir.Intrinsic("llvm.vector.reduce.smin"u8, a.TypeOf, [a]));
            case VectorOperation.ReduceMinUnsigned:
                return Lowest(lanes, Ir.Intrinsic("llvm.vector.reduce.umin"u8, a.TypeOf, [a]));
            case VectorOperation.ReduceMaxSigned:
                return Lowest(lanes, Ir.Intrinsic("llvm.vector.reduce.smax"u8, a.TypeOf, [a]));
            default:
                return Lowest(lanes, Ir.Intrinsic("llvm.vector.reduce.umax"u8, a.TypeOf, [a]));
        }
    }

    // A number in the lowest lane; the others are 0.
    private LLVMValueRef Lowest(Lanes lanes, LLVMValueRef number) =>
        Builder.BuildInsertElement(LLVMValueRef.CreateConstNull(types[(int)lanes]), number, Ir.Constant(0));
}
