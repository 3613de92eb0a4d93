using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using HostAes = System.Runtime.Intrinsics.X86.Aes;

namespace Emu.Isa;

/// <content>Polynomials over two elements, and AES (FIPS 197).</content>
public static partial class VectorOperations
{
    private static readonly byte[] substitutes = MakeSubstitutes();
    private static readonly byte[] inverseSubstitutes = Inverted(substitutes);

    private static Vector128<byte> MultiplyPolynomials(
        VectorOperation operation, Lanes lanes, Vector128<byte> a, Vector128<byte> b)
    {
        bool isHigh = operation == VectorOperation.PolynomialMultiplyWidenHigh;
        if (lanes == Lanes.Double)
        {
            int half = isHigh ? 1 : 0;
            if (Pclmulqdq.IsSupported)
            {
                return isHigh
                    ? Pclmulqdq.CarrylessMultiply(a.AsUInt64(), b.AsUInt64(), 0x11).AsByte()
                    : Pclmulqdq.CarrylessMultiply(a.AsUInt64(), b.AsUInt64(), 0).AsByte();
            }

            return Unsafe.BitCast<UInt128, Vector128<byte>>(Product(a.AsUInt64()[half], b.AsUInt64()[half]));
        }

        bool widens = operation != VectorOperation.PolynomialMultiply;
        Vector128<byte> result = default;
        for (int i = 0; i < (widens ? 8 : 16); i++)
        {
            int from = isHigh ? i + 8 : i;
            ulong product = (ulong)Product(a.GetElement(from), b.GetElement(from));
            result = With(result, widens ? Lanes.Half : Lanes.Byte, i, product);
        }

        return result;
    }

    /// <summary>The product of two polynomials.</summary>
    internal static UInt128 Product(ulong left, ulong right)
    {
        UInt128 product = 0;
        for (; right != 0; right &= right - 1) product ^= (UInt128)left << BitOperations.TrailingZeroCount(right);
        return product;
    }

    private static Vector128<byte> Aes(VectorOperation operation, Vector128<byte> a, Vector128<byte> b)
    {
        if (!HostAes.IsSupported) return AesByBytes(operation, a, b);
        return operation switch
        {
            VectorOperation.AesEncrypt => HostAes.EncryptLast(a ^ b, Vector128<byte>.Zero),
            VectorOperation.AesDecrypt => HostAes.DecryptLast(a ^ b, Vector128<byte>.Zero),
            // What one does besides mixing, the other has undone before.
            VectorOperation.AesMixColumns =>
                HostAes.Encrypt(HostAes.DecryptLast(a, Vector128<byte>.Zero), Vector128<byte>.Zero),
            _ => HostAes.InverseMixColumns(a),
        };
    }

    /// <summary>AES without the host's instructions.</summary>
    internal static Vector128<byte> AesByBytes(VectorOperation operation, Vector128<byte> a, Vector128<byte> b)
    {
        Vector128<byte> state = a ^ b, result = default;
        for (int at = 0; at < 16; at++)
        {
            int row = at & 3, column = at & ~3;
            byte value = operation switch
            {
                // Each row moves by as many columns as its number.
                VectorOperation.AesEncrypt => substitutes[state.GetElement((at + (4 * row)) & 15)],
                VectorOperation.AesDecrypt => inverseSubstitutes[state.GetElement((at - (4 * row)) & 15)],
                VectorOperation.AesMixColumns => Mixed(2, 3, 1, 1),
                _ => Mixed(14, 11, 13, 9),
            };
            result = result.WithElement(at, value);

            byte Mixed(int first, int second, int third, int fourth) => (byte)(
                Times(a.GetElement(column + row), first) ^ Times(a.GetElement(column + ((row + 1) & 3)), second)
                ^ Times(a.GetElement(column + ((row + 2) & 3)), third) ^ Times(a.GetElement(column + ((row + 3) & 3)), fourth));
        }

        return result;
    }

    // A product in the field of 256 elements (4.2).
    private static byte Times(byte value, int factor)
    {
        int product = 0;
        for (int power = value; factor != 0; factor >>= 1)
        {
            if ((factor & 1) != 0) product ^= power;
            power = (power << 1) ^ ((power >> 7) * 0x11b);
        }

        return (byte)product;
    }

    // Of each number the inverse in the field, with bits mixed (5.1.1): all powers of 3, and of its inverse.
    private static byte[] MakeSubstitutes()
    {
        byte[] table = new byte[256];
        byte power = 1, inverse = 1;
        do
        {
            power = Times(power, 3);
            inverse = Times(inverse, 0xf6);
            int mixed = inverse * 0x101;
            table[power] = (byte)(inverse ^ (mixed >> 7) ^ (mixed >> 6) ^ (mixed >> 5) ^ (mixed >> 4) ^ 0x63);
        }
        while (power != 1);
        table[0] = 0x63;
        return table;
    }

    private static byte[] Inverted(byte[] table)
    {
        byte[] inverted = new byte[256];
        for (int i = 0; i < 256; i++) inverted[table[i]] = (byte)i;
        return inverted;
    }
}
