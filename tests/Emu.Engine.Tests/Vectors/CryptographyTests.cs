using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using System.Text;
using Emu.Isa;
using static Emu.Isa.VectorOperation;

namespace Emu.Engine.Tests.Vectors;

/// <summary>Operations for ciphers and hashes, put together as programs do, against the examples of their standards.</summary>
public sealed class CryptographyTests
{
    private static readonly uint[] Primes =
        [.. Enumerable.Range(2, 500).Where(n => Enumerable.Range(2, n - 2).All(d => n % d != 0)).Take(80).Select(n => (uint)n)];

    [Fact]
    public void AES_enciphers_and_deciphers_the_example_of_FIPS_197()
    {
        byte[] key = Convert.FromHexString("000102030405060708090a0b0c0d0e0f");
        byte[] plain = Convert.FromHexString("00112233445566778899aabbccddeeff");
        Vector128<byte>[] keys = RoundKeys(key);

        Vector128<byte> state = Vector128.Create(plain);
        for (int round = 0; round < 9; round++) state = Apply(AesMixColumns, Apply(AesEncrypt, state, keys[round]));
        state = Apply(AesEncrypt, state, keys[9]) ^ keys[10];
        Assert.Equal("69C4E0D86A7B0430D8CDB78070B4C55A", Hex(state));

        for (int round = 10; round > 1; round--)
            state = Apply(AesInverseMixColumns, Apply(AesDecrypt, state, round == 10 ? keys[10] : Apply(AesInverseMixColumns, keys[round])));
        state = Apply(AesDecrypt, state, Apply(AesInverseMixColumns, keys[1])) ^ keys[0];
        Assert.Equal(Convert.ToHexString(plain), Hex(state));
    }

    [Theory]
    [InlineData(AesEncrypt)]
    [InlineData(AesDecrypt)]
    [InlineData(AesMixColumns)]
    [InlineData(AesInverseMixColumns)]
    public void A_step_of_AES_is_the_same_without_the_hosts_instructions(VectorOperation step)
    {
        Random random = new(1);
        byte[] bytes = new byte[16];
        for (int i = 0; i < 100; i++)
        {
            random.NextBytes(bytes);
            Vector128<byte> a = Vector128.Create(bytes), b = step <= AesDecrypt ? ~a << 1 : default;
            Assert.Equal(VectorOperations.AesByBytes(step, a, b), Apply(step, a, b));
        }
    }

    [Fact]
    public void SHA_1_of_abc_is_that_of_FIPS_180()
    {
        uint[] start = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
        uint[] constants = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6];
        Vector128<uint> abcd = Vector128.Create(start.AsSpan(0, 4));
        uint e = start[4];
        Vector128<uint>[] w = Words(Message());
        for (int group = 0; group < 20; group++)
        {
            VectorOperation rounds = (group / 5) switch { 0 => Sha1Choose, 2 => Sha1Majority, _ => Sha1Parity };
            uint next = uint.RotateRight(abcd[0], 2);
            abcd = Apply(
                rounds, abcd.AsByte(), Vector128.CreateScalar(e).AsByte(), (w[0] + Vector128.Create(constants[group / 5])).AsByte())
                .AsUInt32();
            e = next;
            Vector128<byte> half = Apply(Sha1Schedule0, w[0].AsByte(), w[1].AsByte(), w[2].AsByte());
            w = [w[1], w[2], w[3], Apply(Sha1Schedule1, half, w[3].AsByte()).AsUInt32()];
        }

        abcd += Vector128.Create(start.AsSpan(0, 4));
        Assert.Equal(
            "a9993e36 4706816a ba3e2571 7850c26c 9cd0d89d", $"{abcd[0]:x8} {abcd[1]:x8} {abcd[2]:x8} {abcd[3]:x8} {e + start[4]:x8}");
    }

    [Fact]
    public void SHA_256_of_abc_is_that_of_FIPS_180()
    {
        uint[] start = [.. Primes.Take(8).Select(prime => (uint)(Fraction(prime, 2) >> 32))];
        uint[] constants = [.. Primes.Take(64).Select(prime => (uint)(Fraction(prime, 3) >> 32))];
        Vector128<uint> abcd = Vector128.Create(start.AsSpan(0, 4)), efgh = Vector128.Create(start.AsSpan(4));
        Vector128<uint>[] w = Words(Message());
        for (int group = 0; group < 16; group++)
        {
            Vector128<byte> sum = (w[0] + Vector128.Create(constants.AsSpan(4 * group, 4))).AsByte(), before = abcd.AsByte();
            abcd = Apply(Sha256Hash, before, efgh.AsByte(), sum).AsUInt32();
            efgh = Apply(Sha256Hash2, efgh.AsByte(), before, sum).AsUInt32();
            Vector128<byte> half = Apply(Sha256Schedule0, w[0].AsByte(), w[1].AsByte());
            w = [w[1], w[2], w[3], Apply(Sha256Schedule1, half, w[2].AsByte(), w[3].AsByte()).AsUInt32()];
        }

        abcd += Vector128.Create(start.AsSpan(0, 4));
        efgh += Vector128.Create(start.AsSpan(4));
        Assert.Equal(
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            string.Concat(Enumerable.Range(0, 8).Select(i => $"{(i < 4 ? abcd : efgh).GetElement(i & 3):x8}")));
    }

    [Fact]
    public void SHA_512_of_abc_is_that_of_FIPS_180()
    {
        ulong[] start = [.. Primes.Take(8).Select(prime => Fraction(prime, 2))];
        ulong[] constants = [.. Primes.Select(prime => Fraction(prime, 3))];
        byte[] message = new byte[128];
        "abc"u8.CopyTo(message);
        message[3] = 0x80;
        message[127] = 24;
        Vector128<ulong>[] w =
        [
            .. Enumerable.Range(0, 8).Select(i => Vector128.Create(
                BinaryPrimitives.ReadUInt64BigEndian(message.AsSpan(16 * i)),
                BinaryPrimitives.ReadUInt64BigEndian(message.AsSpan((16 * i) + 8)))),
        ];
        Vector128<ulong> ab = Vector128.Create(start[0], start[1]), cd = Vector128.Create(start[2], start[3]);
        Vector128<ulong> ef = Vector128.Create(start[4], start[5]), gh = Vector128.Create(start[6], start[7]);
        for (int pair = 0; pair < 40; pair++)
        {
            Vector128<ulong> sum = w[0] + Vector128.Create(constants[2 * pair], constants[(2 * pair) + 1]);
            Vector128<byte> begun = (gh + Vector128.Create(sum[1], sum[0])).AsByte();
            Vector128<ulong> step = Apply(
                Sha512Hash, begun, Vector128.Create(ef[1], gh[0]).AsByte(), Vector128.Create(cd[1], ef[0]).AsByte()).AsUInt64();
            Vector128<ulong> next = Apply(Sha512Hash2, step.AsByte(), cd.AsByte(), ab.AsByte()).AsUInt64();
            (ab, cd, ef, gh) = (next, ab, cd + step, ef);
            Vector128<byte> half = Apply(Sha512Schedule0, w[0].AsByte(), w[1].AsByte());
            Vector128<byte> middle = Vector128.Create(w[4][1], w[5][0]).AsByte();
            w = [.. w[1..], Apply(Sha512Schedule1, half, w[7].AsByte(), middle).AsUInt64()];
        }

        Vector128<ulong>[] hash = [ab, cd, ef, gh];
        Assert.Equal(
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            string.Concat(Enumerable.Range(0, 8).Select(i => $"{hash[i / 2].GetElement(i & 1) + start[i]:x16}")));
    }

    [Fact]
    public void SM3_of_abc_is_that_of_the_standard()
    {
        uint[] start =
            [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e];
        Vector128<uint> abcd = Vector128.Create(start[3], start[2], start[1], start[0]);
        Vector128<uint> efgh = Vector128.Create(start[7], start[6], start[5], start[4]);
        Vector128<uint>[] w = Words(Message());
        for (int round = 0; round < 64; round++)
        {
            int lane = round & 3;
            uint constant = uint.RotateLeft(round < 16 ? 0x79cc4519u : 0x7a879d8a, round);
            Vector128<byte> mixed = Apply(
                Sm3Intermediate, abcd.AsByte(), efgh.AsByte(), Vector128.Create(0, 0, 0, constant).AsByte());
            Vector128<byte> a = abcd.AsByte(), e = efgh.AsByte();
            abcd = VectorOperations.Apply(
                round < 16 ? Sm3RoundAParity : Sm3RoundAMajority, Lanes.Word, a, mixed, (w[0] ^ w[1]).AsByte(), lane).AsUInt32();
            efgh = VectorOperations.Apply(
                round < 16 ? Sm3RoundEParity : Sm3RoundEChoose, Lanes.Word, e, mixed, w[0].AsByte(), lane).AsUInt32();
            if (lane != 3) continue;
            Vector128<uint> w7 = Vector128.Create(w[1][3], w[2][0], w[2][1], w[2][2]);
            Vector128<uint> w3 = Vector128.Create(w[0][3], w[1][0], w[1][1], w[1][2]);
            Vector128<uint> w10 = Vector128.Create(w[2][2], w[2][3], w[3][0], w[3][1]);
            Vector128<byte> half = Apply(Sm3Schedule1, w[0].AsByte(), w7.AsByte(), w[3].AsByte());
            w = [w[1], w[2], w[3], Apply(Sm3Schedule2, half, w10.AsByte(), w3.AsByte()).AsUInt32()];
        }

        Vector128<uint>[] hash = [abcd, efgh];
        Assert.Equal(
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
            string.Concat(Enumerable.Range(0, 8).Select(i => $"{hash[i / 4].GetElement(3 - (i & 3)) ^ start[i]:x8}")));
    }

    [Fact]
    public void SM4_enciphers_the_example_of_the_standard()
    {
        uint[] key = [0x01234567, 0x89abcdef, 0xfedcba98, 0x76543210], family = [0xa3b1bac6, 0x56aa3350, 0x677d9197, 0xb27022dc];
        Vector128<uint> keys = Vector128.Create(key) ^ Vector128.Create(family), state = Vector128.Create(key);
        for (int group = 0; group < 8; group++)
        {
            uint[] constants = new uint[4];
            for (int i = 0; i < 4; i++)
                for (int j = 0; j < 4; j++) constants[i] = (constants[i] << 8) | (byte)(7 * ((4 * ((4 * group) + i)) + j));
            keys = Apply(Sm4Key, keys.AsByte(), Vector128.Create(constants).AsByte()).AsUInt32();
            state = Apply(Sm4Encrypt, state.AsByte(), keys.AsByte()).AsUInt32();
        }

        Assert.Equal("681edf34 d206965e 86b3e94f 536e4246", $"{state[3]:x8} {state[2]:x8} {state[1]:x8} {state[0]:x8}");
    }

    private static Vector128<byte> Apply(
        VectorOperation operation, Vector128<byte> a, Vector128<byte> b = default, Vector128<byte> c = default) =>
        VectorOperations.Apply(operation, Lanes.Word, a, b, c, 0);

    // One block.
    private static byte[] Message()
    {
        byte[] message = new byte[64];
        Encoding.ASCII.GetBytes("abc").CopyTo(message, 0);
        message[3] = 0x80;
        message[63] = 24;
        return message;
    }

    private static Vector128<uint>[] Words(byte[] message) =>
    [
        .. Enumerable.Range(0, 4).Select(i => Vector128.Create(
            Word(message, i, 0), Word(message, i, 1), Word(message, i, 2), Word(message, i, 3))),
    ];

    private static uint Word(byte[] message, int vector, int lane) =>
        BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan((16 * vector) + (4 * lane)));

    // The first 64 bits of a root's fraction.
    private static ulong Fraction(uint number, int root)
    {
        System.Numerics.BigInteger scaled = (System.Numerics.BigInteger)number << (64 * root), found = 0;
        for (int bit = 72; bit >= 0; bit--)
        {
            System.Numerics.BigInteger next = found | (System.Numerics.BigInteger.One << bit);
            if (System.Numerics.BigInteger.Pow(next, root) <= scaled) found = next;
        }

        return (ulong)(found & ulong.MaxValue);
    }

    // FIPS 197, 5.2, with the substitution that the operation has.
    private static Vector128<byte>[] RoundKeys(byte[] key)
    {
        byte[] all = new byte[176];
        key.CopyTo(all, 0);
        int constant = 1;
        for (int at = 16; at < 176; at += 4)
        {
            byte[] word = all[(at - 4)..at];
            if (at % 16 == 0)
            {
                // All columns alike, so that moving rows leaves them where they are.
                Vector128<byte> column = Vector128.Create(BitConverter.ToUInt32(word)).AsByte();
                column = Apply(AesEncrypt, column);
                word = [(byte)(column[1] ^ constant), column[2], column[3], column[0]];
                constant = (constant << 1) ^ ((constant >> 7) * 0x11b);
            }

            for (int i = 0; i < 4; i++) all[at + i] = (byte)(all[at - 16 + i] ^ word[i]);
        }

        return [.. Enumerable.Range(0, 11).Select(i => Vector128.Create(all.AsSpan(16 * i, 16)))];
    }

    private static string Hex(Vector128<byte> vector)
    {
        byte[] bytes = new byte[16];
        vector.CopyTo(bytes);
        return Convert.ToHexString(bytes);
    }
}
