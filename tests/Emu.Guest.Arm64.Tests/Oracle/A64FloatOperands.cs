namespace Emu.Guest.Arm64.Tests.Oracle;

/// <summary>States for floating point: vectors of numbers at which arithmetic has its corners, under any FPCR.</summary>
internal static class A64FloatOperands
{
    // What programs can write, and the cumulative flags.
    private const uint Modes = 0x0708_0000, RoundingModes = 0x00c0_0000, Flags = 0x9f;

    private const uint Inexact = 1 << 4;

    /// <summary>A state with other vectors, FPCR and FPSR.</summary>
    public static A64Case In(A64Case state, Random random)
    {
        UInt128[] vectors = [.. Enumerable.Range(0, 32).Select(_ => Vector(random))];
        for (int i = 0; i < 8; i++) vectors[random.Next(32)] = vectors[random.Next(32)];
        uint control = random.Next(2) == 0 ? 0 : (uint)random.Next() & RoundingModes;
        if (random.Next(3) == 0) control |= (uint)random.Next() & Modes;
        return state with
        {
            V = vectors,
            FloatControl = control,
            FloatStatus = random.Next(3) switch
            {
                0 => 0,
                1 => Inexact,
                _ => (uint)random.Next() & Flags,
            },
        };
    }

    private static UInt128 Vector(Random random)
    {
        (int width, int fraction) = random.Next(3) switch
        {
            0 => (16, 10),
            1 => (32, 23),
            _ => (64, 52),
        };
        UInt128 vector = 0;
        ulong last = Number(random, width, fraction);
        for (int at = 0; at < 128; at += width)
        {
            if (random.Next(3) != 0) last = Number(random, width, fraction);
            vector |= (UInt128)last << at;
        }

        return vector;
    }

    private static ulong Number(Random random, int width, int fraction)
    {
        int largest = (1 << (width - fraction - 1)) - 1, bias = largest / 2;
        ulong exponent = (uint)(random.Next(8) switch
        {
            0 => 0,
            1 => random.Next(1, 3),
            2 => largest,
            3 => largest - 1,
            4 => random.Next(largest + 1),
            5 => bias + random.Next(Math.Min(66, bias)),
            _ => bias + random.Next(-4, 5),
        });
        ulong digits = random.Next(6) switch
        {
            0 => 0,
            1 => (1UL << fraction) - 1,
            2 => 1UL << random.Next(fraction),
            3 => (1UL << (fraction - 1)) | (uint)random.Next(4),
            _ => (ulong)random.NextInt64() >> random.Next(64 - fraction, 64),
        };
        ulong sign = (ulong)random.Next(2) << (width - 1);
        return sign | (exponent << fraction) | (digits & ((1UL << fraction) - 1));
    }
}
