using System.Runtime.Intrinsics;
using Emu.Engine.Tests.Toy;
using Emu.Isa;

namespace Emu.Engine.Tests.Vectors;

/// <summary>The meaning of each operation on vectors, which all engines share, against numbers of any size.</summary>
public sealed class VectorMeaningTests
{
    private static readonly byte[] Edges = [0, 1, 2, 0x7f, 0x80, 0x81, 0xfe, 0xff, 0x55, 7, 8, 15, 16, 31, 33, 63, 64, 0xc0];

    public static TheoryData<VectorOperation> Operations =>
        [.. Enum.GetValues<VectorOperation>().Where(operation => operation <= VectorOperation.PolynomialMultiplyWidenHigh)];

    public static TheoryData<VectorOperation> All => [.. Enum.GetValues<VectorOperation>()];

    [Theory]
    [MemberData(nameof(Operations))]
    public void An_operation_makes_of_each_lane_what_its_row_says(VectorOperation operation)
    {
        Random random = new((int)operation);
        int compared = 0;
        for (Lanes lanes = Lanes.Byte; lanes <= Lanes.Double; lanes++)
        {
            foreach (int immediate in VectorCases.Immediates(operation, lanes))
            {
                for (int round = 0; round < 60; round++)
                {
                    Vector128<byte> a = Next(random), b = round == 0 ? a : Next(random), c = Next(random);
                    Vector128<byte> expected = new NaiveVector(operation, lanes, a, b, c, immediate).Compute();
                    Vector128<byte> actual = VectorOperations.Apply(operation, lanes, a, b, c, immediate);
                    Assert.True(
                        expected == actual,
                        $"{operation} {lanes} {immediate:x} of {Shown(a)}, {Shown(b)}, {Shown(c)}: {Shown(actual)}, not {Shown(expected)}");
                    compared++;
                }
            }
        }

        Assert.True(compared >= 60);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Operands_that_an_operation_has_not_do_not_matter(VectorOperation operation)
    {
        Random random = new((int)operation);
        int operands = VectorOperations.OperandsOf(operation);
        for (Lanes lanes = Lanes.Byte; lanes <= Lanes.Double; lanes++)
        {
            foreach (int immediate in VectorCases.Immediates(operation, lanes))
            {
                Vector128<byte> a = Next(random), b = Next(random), c = Next(random);
                Vector128<byte> expected = VectorOperations.Apply(operation, lanes, a, b, c, immediate);
                if (operands < 2) b = Next(random);
                if (operands < 3) c = Next(random);
                Assert.Equal(expected, VectorOperations.Apply(operation, lanes, a, b, c, immediate));
            }
        }
    }

    // Lanes of each size at their edges, beside random bytes.
    private static Vector128<byte> Next(Random random)
    {
        byte[] bytes = new byte[16];
        random.NextBytes(bytes);
        int size = 1 << random.Next(4);
        for (int at = 0; at < 16; at += size)
        {
            byte top = Edges[random.Next(Edges.Length)], rest = random.Next(2) == 0 ? (byte)0 : (byte)0xff;
            if (random.Next(4) == 0) continue;
            bytes.AsSpan(at, size).Fill(rest);
            bytes[at + (random.Next(2) * (size - 1))] = top;
        }

        return Vector128.Create(bytes);
    }

    private static string Shown(Vector128<byte> vector) => $"{vector.AsUInt64()[1]:x16}_{vector.AsUInt64()[0]:x16}";
}
