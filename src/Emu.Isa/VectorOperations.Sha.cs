using System.Runtime.Intrinsics;
using static System.Numerics.BitOperations;

namespace Emu.Isa;

/// <content>SHA-1 and the SHA-2 family (FIPS 180-4).</content>
public static partial class VectorOperations
{
    private static Vector128<uint> Sha1(VectorOperation operation, Vector128<uint> a, Vector128<uint> b, Vector128<uint> c)
    {
        switch (operation)
        {
            case VectorOperation.Sha1Schedule0:
                return Vector128.Create(a.AsUInt64()[1], b.AsUInt64()[0]).AsUInt32() ^ a ^ c;
            case VectorOperation.Sha1Schedule1:
                Vector128<uint> sum = a ^ Vector128.Create(b[1], b[2], b[3], 0);
                uint first = RotateLeft(sum[0], 1);
                return Vector128.Create(
                    first, RotateLeft(sum[1], 1), RotateLeft(sum[2], 1), RotateLeft(sum[3], 1) ^ RotateLeft(first, 1));
        }

        (uint x0, uint x1, uint x2, uint x3, uint e) = (a[0], a[1], a[2], a[3], b[0]);
        for (int i = 0; i < 4; i++)
        {
            uint mixed = operation switch
            {
                VectorOperation.Sha1Choose => Choose(x1, x2, x3),
                VectorOperation.Sha1Parity => x1 ^ x2 ^ x3,
                _ => Majority(x1, x2, x3),
            };
            uint next = e + RotateLeft(x0, 5) + mixed + c.GetElement(i);
            (x0, x1, x2, x3, e) = (next, x0, RotateLeft(x1, 30), x2, x3);
        }

        return Vector128.Create(x0, x1, x2, x3);
    }

    private static Vector128<uint> Sha256(VectorOperation operation, Vector128<uint> a, Vector128<uint> b, Vector128<uint> c)
    {
        switch (operation)
        {
            case VectorOperation.Sha256Hash:
                return Sha256Rounds(a, b, c).First;
            case VectorOperation.Sha256Hash2:
                return Sha256Rounds(b, a, c).Second;
            case VectorOperation.Sha256Schedule0:
                return a + Vector128.Create(Sigma0(a[1]), Sigma0(a[2]), Sigma0(a[3]), Sigma0(b[0]));
            default:
                Vector128<uint> sum = a + Vector128.Create(b[1], b[2], b[3], c[0]);
                uint first = sum[0] + Sigma1(c[2]), second = sum[1] + Sigma1(c[3]);
                return Vector128.Create(first, second, sum[2] + Sigma1(first), sum[3] + Sigma1(second));
        }
    }

    private static (Vector128<uint> First, Vector128<uint> Second) Sha256Rounds(
        Vector128<uint> x, Vector128<uint> y, Vector128<uint> words)
    {
        (uint a, uint b, uint c, uint d) = (x[0], x[1], x[2], x[3]);
        (uint e, uint f, uint g, uint h) = (y[0], y[1], y[2], y[3]);
        for (int i = 0; i < 4; i++)
        {
            uint rotated = RotateRight(e, 6) ^ RotateRight(e, 11) ^ RotateRight(e, 25);
            uint next = h + rotated + Choose(e, f, g) + words.GetElement(i);
            uint sum = (RotateRight(a, 2) ^ RotateRight(a, 13) ^ RotateRight(a, 22)) + Majority(a, b, c);
            (a, b, c, d, e, f, g, h) = (next + sum, a, b, c, d + next, e, f, g);
        }

        return (Vector128.Create(a, b, c, d), Vector128.Create(e, f, g, h));
    }

    private static uint Sigma0(uint word) => RotateRight(word, 7) ^ RotateRight(word, 18) ^ (word >> 3);

    private static uint Sigma1(uint word) => RotateRight(word, 17) ^ RotateRight(word, 19) ^ (word >> 10);

    private static uint Choose(uint x, uint y, uint z) => ((y ^ z) & x) ^ z;

    private static uint Majority(uint x, uint y, uint z) => (x & y) | ((x | y) & z);

    private static Vector128<ulong> Sha512(
        VectorOperation operation, Vector128<ulong> a, Vector128<ulong> b, Vector128<ulong> c)
    {
        ulong low, high;
        switch (operation)
        {
            case VectorOperation.Sha512Hash:
                high = a[1] + Rotated(c[1], 14, 18, 41) + Choose(c[1], b[0], b[1]);
                ulong next = high + c[0];
                low = a[0] + Rotated(next, 14, 18, 41) + Choose(next, c[1], b[0]);
                break;
            case VectorOperation.Sha512Hash2:
                high = a[1] + Rotated(c[0], 28, 34, 39) + Majority(b[0], c[1], c[0]);
                low = a[0] + Rotated(high, 28, 34, 39) + Majority(high, c[0], c[1]);
                break;
            case VectorOperation.Sha512Schedule0:
                low = a[0] + Shifted0(a[1]);
                high = a[1] + Shifted0(b[0]);
                break;
            default:
                low = a[0] + Shifted1(b[0]) + c[0];
                high = a[1] + Shifted1(b[1]) + c[1];
                break;
        }

        return Vector128.Create(low, high);

        static ulong Rotated(ulong value, int first, int second, int third) =>
            RotateRight(value, first) ^ RotateRight(value, second) ^ RotateRight(value, third);

        static ulong Shifted0(ulong word) => RotateRight(word, 1) ^ RotateRight(word, 8) ^ (word >> 7);

        static ulong Shifted1(ulong word) => RotateRight(word, 19) ^ RotateRight(word, 61) ^ (word >> 6);

        static ulong Choose(ulong x, ulong y, ulong z) => ((y ^ z) & x) ^ z;

        static ulong Majority(ulong x, ulong y, ulong z) => (x & y) | ((x | y) & z);
    }
}
