using System.Runtime.Intrinsics;

namespace Emu.Isa;

/// <content>Neighbouring lanes, and all lanes of a vector.</content>
public static partial class VectorOperations
{
    private static Vector128<byte> Reduce(VectorOperation operation, Lanes lanes, Vector128<byte> a, Vector128<byte> b)
    {
        switch (operation)
        {
            case VectorOperation.PairAddWidenSigned:
                return AddPairs(lanes, isSigned: true, a);
            case VectorOperation.PairAddWidenUnsigned:
                return AddPairs(lanes, isSigned: false, a);
            case <= VectorOperation.PairMaxUnsigned:
                // What is done with neighbours is done with even lanes and odd ones.
                return Apply(
                    OfPairs(operation), lanes, Permute(VectorOperation.UnzipEven, lanes, a, b, default, 0),
                    Permute(VectorOperation.UnzipOdd, lanes, a, b, default, 0), default, 0);
        }

        bool isSigned = operation is VectorOperation.ReduceMinSigned or VectorOperation.ReduceMaxSigned
            or VectorOperation.ReduceAddWidenSigned;
        bool widens = operation is VectorOperation.ReduceAddWidenSigned or VectorOperation.ReduceAddWidenUnsigned;
        long all = Lane(0);
        for (int i = 1; i < CountOf(lanes); i++)
        {
            all = operation switch
            {
                VectorOperation.ReduceMinSigned => Math.Min(all, Lane(i)),
                VectorOperation.ReduceMinUnsigned => (long)Math.Min((ulong)all, (ulong)Lane(i)),
                VectorOperation.ReduceMaxSigned => Math.Max(all, Lane(i)),
                VectorOperation.ReduceMaxUnsigned => (long)Math.Max((ulong)all, (ulong)Lane(i)),
                _ => all + Lane(i),
            };
        }

        return With(default, widens ? lanes + 1 : lanes, 0, (ulong)all);

        long Lane(int i) => isSigned ? Signed(a, lanes, i) : (long)Unsigned(a, lanes, i);
    }

    /// <summary>What an operation on pairs does with each.</summary>
    internal static VectorOperation OfPairs(VectorOperation operation) => operation switch
    {
        VectorOperation.PairAdd => VectorOperation.Add,
        VectorOperation.PairMinSigned => VectorOperation.MinSigned,
        VectorOperation.PairMinUnsigned => VectorOperation.MinUnsigned,
        VectorOperation.PairMaxSigned => VectorOperation.MaxSigned,
        _ => VectorOperation.MaxUnsigned,
    };

    private static Vector128<byte> AddPairs(Lanes lanes, bool isSigned, Vector128<byte> a)
    {
        Vector128<byte> result = default;
        for (int i = 0; i < CountOf(lanes); i += 2)
        {
            ulong sum = isSigned
                ? (ulong)(Signed(a, lanes, i) + Signed(a, lanes, i + 1))
                : Unsigned(a, lanes, i) + Unsigned(a, lanes, i + 1);
            result = With(result, lanes + 1, i / 2, sum);
        }

        return result;
    }
}
