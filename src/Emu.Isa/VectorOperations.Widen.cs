using System.Runtime.Intrinsics;

namespace Emu.Isa;

/// <content>Lanes of twice the size and of half of it.</content>
public static partial class VectorOperations
{
    private static Vector128<byte> Widen(VectorOperation operation, Lanes lanes, Vector128<byte> a, Vector128<byte> b)
    {
        bool isSigned = operation is VectorOperation.WidenLowSigned or VectorOperation.WidenHighSigned
            or VectorOperation.MultiplyWidenLowSigned or VectorOperation.MultiplyWidenHighSigned;
        bool isHigh = operation is VectorOperation.WidenHighSigned or VectorOperation.WidenHighUnsigned
            or VectorOperation.MultiplyWidenHighSigned or VectorOperation.MultiplyWidenHighUnsigned;
        if (operation <= VectorOperation.WidenHighUnsigned) return Widen(lanes, isHigh, isSigned, a);
        Vector128<byte> left = Widen(lanes, isHigh, isSigned, a), right = Widen(lanes, isHigh, isSigned, b);
        return lanes switch
        {
            Lanes.Byte => (left.AsUInt16() * right.AsUInt16()).AsByte(),
            Lanes.Half => (left.AsUInt32() * right.AsUInt32()).AsByte(),
            _ => (left.AsUInt64() * right.AsUInt64()).AsByte(),
        };
    }

    private static Vector128<byte> Widen(Lanes lanes, bool isHigh, bool isSigned, Vector128<byte> a)
    {
        if (isHigh) a = Vector128.Create(a.AsUInt64()[1], 0).AsByte();
        return lanes switch
        {
            Lanes.Byte when isSigned => Vector128.WidenLower(a.AsSByte()).AsByte(),
            Lanes.Byte => Vector128.WidenLower(a).AsByte(),
            Lanes.Half when isSigned => Vector128.WidenLower(a.AsInt16()).AsByte(),
            Lanes.Half => Vector128.WidenLower(a.AsUInt16()).AsByte(),
            Lanes.Word when isSigned => Vector128.WidenLower(a.AsInt32()).AsByte(),
            Lanes.Word => Vector128.WidenLower(a.AsUInt32()).AsByte(),
            _ => throw new ArgumentOutOfRangeException(nameof(lanes)),
        };
    }

    private static Vector128<byte> Narrow(Lanes lanes, Vector128<byte> a, Vector128<byte> b) => lanes switch
    {
        Lanes.Half => Vector128.Narrow(a.AsUInt16(), b.AsUInt16()),
        Lanes.Word => Vector128.Narrow(a.AsUInt32(), b.AsUInt32()).AsByte(),
        Lanes.Double => Vector128.Narrow(a.AsUInt64(), b.AsUInt64()).AsByte(),
        _ => throw new ArgumentOutOfRangeException(nameof(lanes)),
    };
}
