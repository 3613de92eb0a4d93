using System.Runtime.Intrinsics;

namespace Emu.Isa;

/// <content>Lanes at other places.</content>
public static partial class VectorOperations
{
    private static Vector128<byte> Permute(
        VectorOperation operation, Lanes lanes, Vector128<byte> a, Vector128<byte> b, Vector128<byte> c, int immediate)
    {
        switch (operation)
        {
            case VectorOperation.Table:
                return LookUp(a, b - Vector128.Create((byte)immediate), Vector128<byte>.Zero);
            case VectorOperation.TableOr:
                return LookUp(a, b - Vector128.Create((byte)immediate), c);
            case VectorOperation.DuplicateLane:
                return Duplicate(lanes, Unsigned(a, lanes, immediate));
        }

        // Of each lane of the result, the lane of a and b behind it; of bytes where bytes are meant.
        if (operation == VectorOperation.Extract) lanes = Lanes.Byte;
        int count = CountOf(lanes), half = count / 2, group = immediate >> (int)lanes;
        Vector128<byte> result = default;
        for (int i = 0; i < count; i++)
        {
            int pair = i & ~1, other = (i & 1) * count;
            int from = operation switch
            {
                VectorOperation.ZipLow => (i >> 1) + other,
                VectorOperation.ZipHigh => (i >> 1) + half + other,
                VectorOperation.UnzipEven => 2 * i,
                VectorOperation.UnzipOdd => (2 * i) + 1,
                VectorOperation.TransposeEven => pair + other,
                VectorOperation.TransposeOdd => pair + 1 + other,
                VectorOperation.Extract => i + immediate,
                VectorOperation.Reverse => i ^ (group - 1),
                _ => throw Unknown(operation),
            };
            result = With(result, lanes, i, from < count ? Unsigned(a, lanes, from) : Unsigned(b, lanes, from - count));
        }

        return result;
    }

    private static Vector128<byte> LookUp(Vector128<byte> table, Vector128<byte> indices, Vector128<byte> otherwise) =>
        Vector128.ConditionalSelect(
            Vector128.LessThan(indices, Vector128.Create((byte)16)), Vector128.Shuffle(table, indices), otherwise);
}
